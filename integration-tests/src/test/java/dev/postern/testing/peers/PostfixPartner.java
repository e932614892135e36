package dev.postern.testing.peers;

import dev.postern.testing.peers.PartnerServerSettings.Tls;
import dev.postern.testing.process.Ports;

/** A {@link Postfix} as a partner's server. What it gives up delivering, it returns through the gateway. */
final class PostfixPartner extends PartnerServer {
    private PostfixPartner(Postfix postfix, int port) {
        super(ServerFolder.at(postfix.root()), "postfix.log", postfix.mailbox(), port, postfix::close);
    }

    static PostfixPartner start(PartnerServerSettings settings) {
        int port = Ports.free();
        var postfix = Postfix.start(
                new Postfix.Settings(
                        settings.domain(),
                        "127.0.0.1",
                        settings.certificate(),
                        settings.tls() == Tls.ABSENT ? "none" : "may",
                        settings.gatewayPort(),
                        "encrypt",
                        settings.caPem(),
                        mainCf(settings)),
                port);
        return new PostfixPartner(postfix, port);
    }

    private static String mainCf(PartnerServerSettings settings) {
        String demanded = """
                smtpd_tls_security_level = encrypt
                smtpd_tls_req_ccert = yes
                smtpd_tls_CAfile = ROOT/ca.pem
                """;
        return """
                smtpd_recipient_restrictions = check_policy_service unix:private/replies
                smtpd_tls_loglevel = 2
                smtpd_timeout = %ds
                """.formatted(IDLE.toSeconds()) + (settings.tls() == Tls.CERTIFICATE_DEMANDED ? demanded : "");
    }

    @Override
    public void awaitConnectionWith(int messages) {
        // The first message on terms that are new to the server begins with a chunk of its own, to see whether BDAT
        // works.
        awaitLine("disconnect from .* starttls=1 mail=%1$d rcpt=%1$d bdat=(%1$d|%2$d) "
                .formatted(messages, messages + 1));
    }

    @Override
    public void awaitConnectionWithoutMail() {
        awaitLine("disconnect from .* ehlo=[12] (starttls=\\S+ )?(quit=1 )?commands=");
    }

    @Override
    public void awaitResumption() {
        awaitLine("smtpd.*[Rr]eusing.* session");
    }

    /** Postfix logs nothing of PIPELINING. */
    @Override
    public void awaitExtensions() {
        awaitLine("disconnect from .* bdat=[1-9]");
    }
}
