package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.SENDER;
import static dev.postern.delivery.Attempting.mail;
import static dev.postern.delivery.Attempting.message;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.smtpclient.Terms;
import java.util.EnumSet;
import java.util.Optional;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server that announces all extensions, and one queue's connections to it. */
abstract class ExtensionsScene {
    static final String EIGHT_BIT = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Content-Transfer-Encoding: 8bit\r\n\r\nGr\u00c3\u00bc\u00c3\u009fe\r\n";

    static final String INTERNATIONAL = "\"b\u00f6b\"@contoso.test";

    final ScriptedSmtpServer server = new ScriptedSmtpServer();
    final Kept kept = new Kept();

    @BeforeEach
    void everything() {
        server.withTls(CA.issue(NAME)).offering("PIPELINING", "SIZE 9999999", "8BITMIME", "DSN", "CHUNKING");
    }

    @AfterEach
    void stop() {
        kept.close();
        server.close();
    }

    AttemptOutcome deliver(Mail mail) {
        return kept.deliver(mail, new Terms(SECURE, Optional.empty()), server).get(RECIPIENT);
    }

    AttemptOutcome deliver() {
        return deliver(mail(RECIPIENT));
    }

    static Mail eightBit() {
        return message(EIGHT_BIT, SENDER, RECIPIENT);
    }

    static Mail wantingNotices(Mail mail) {
        DsnParameters.builder()
                .envId(DsnParameters.EnvId.of("e1"))
                .ret(DsnParameters.Ret.HDRS)
                .addRcptParameter(
                        Attempting.address(RECIPIENT),
                        DsnParameters.RecipientDsnParameters.of(
                                EnumSet.of(DsnParameters.Notify.FAILURE), Attempting.address(RECIPIENT)))
                .build()
                .ifPresent(mail::setDsnParameters);
        return mail;
    }

    void rejecting(String part, String reply) {
        server.answering((talk, line) -> line.contains(part) ? Optional.of(reply) : Optional.empty());
    }

    String heard() {
        return String.join(
                "",
                server.conversations().stream()
                        .map(ScriptedConversation::encrypted)
                        .toList());
    }

    int connections() {
        return server.conversations().size();
    }
}
