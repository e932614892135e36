package dev.postern.delivery;

import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.SmtpReply;
import dev.postern.tls.TlsFailure;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sentence that a sender may read, beside its cause: it must be true of all that the cause stands for. */
class DeliveryTextTest {
    private static final Host HOST = new Host(NAME, InetAddress.getLoopbackAddress(), 25);

    static Stream<Arguments> sentences() {
        String server = "The mail server of contoso.test";
        return Stream.of(
                Arguments.of(TlsFailure.STARTTLS_NOT_SUPPORTED, server + " did not encrypt the connection."),
                Arguments.of(
                        TlsFailure.CERTIFICATE_HOST_MISMATCH,
                        server
                                + " could not prove that it is the agreed one: its certificate does not contain the agreed name."),
                Arguments.of(
                        TlsFailure.CERTIFICATE_EXPIRED,
                        server + " presented a certificate that has expired or is not yet valid."),
                Arguments.of(TlsFailure.CERTIFICATE_NOT_TRUSTED, server + " could not prove its identity."),
                Arguments.of(
                        TlsFailure.VALIDATION_FAILURE,
                        "No connection that is encrypted as agreed could be established with the recipient's mail server."),
                Arguments.of(FailureKind.REPLY, server + " did not accept it."),
                Arguments.of(FailureKind.NO_DOMAIN, "The part after the @ is not a valid mail domain."),
                Arguments.of(FailureKind.NO_SUCH_DOMAIN, "This mail domain does not exist."),
                Arguments.of(FailureKind.NO_MAIL_WANTED, "The recipient's domain does not accept any mail."),
                Arguments.of(
                        FailureKind.RECIPIENT_ADDRESS,
                        "The recipient's address contains characters that mail addresses cannot have."),
                Arguments.of(
                        FailureKind.SENDER_ADDRESS,
                        "Your own address contains characters that mail addresses cannot have."),
                Arguments.of(FailureKind.OUR_FAULT, "This gateway accepted your message, and could not process it."),
                Arguments.of(
                        FailureKind.RULE_CHANGED,
                        "The rules for mail to this organisation were changed while it was being sent."),
                Arguments.of(
                        FailureKind.RULE_WITHDRAWN,
                        "The agreement on protected mail with this organisation was withdrawn or changed while your"
                                + " message was queued."),
                Arguments.of(FailureKind.RELAY_DENIED, "This gateway does not relay mail to the recipient's domain."),
                Arguments.of(
                        FailureKind.AUTHENTICATION,
                        "This gateway could not log in to the server through which it sends such mail."),
                Arguments.of(FailureKind.TOO_LARGE, "Your message is too large for the recipient's mail server."),
                Arguments.of(FailureKind.UNREACHABLE, server + " could not be reached."),
                Arguments.of(
                        FailureKind.BROKE_OFF,
                        "The connection to the recipient's mail server ended before it had your message."),
                Arguments.of(
                        FailureKind.REPLY_LOST,
                        server
                                + " received your message, but did not confirm that it accepted it. It may have arrived, or may"
                                + " arrive more than once."),
                Arguments.of(FailureKind.DNS_SILENT, server + " could not be found."),
                Arguments.of(FailureKind.NO_ADDRESS, server + " could not be found."),
                Arguments.of(FailureKind.CONGESTION, server + " was busy with other messages from this gateway."),
                Arguments.of(
                        FailureKind.RATE,
                        "This gateway sends that mail server a limited number of messages at a time, and others came before"
                                + " yours."),
                Arguments.of(
                        FailureKind.MAIL_LOOP,
                        "The recipient's domain is misconfigured: its mail comes back to this gateway."),
                Arguments.of(
                        FailureKind.RESERVED_ADDRESS,
                        "The recipient's domain is misconfigured: its mail server has an address that cannot be reached"
                                + " over the internet."),
                Arguments.of(
                        FailureKind.NEXT_HOP_LOOP,
                        "This gateway is misconfigured: it would send your message to itself."),
                Arguments.of(FailureKind.NO_SMTP, server + " sent replies that are not valid SMTP."),
                Arguments.of(
                        FailureKind.ADDRESS_BEYOND_ASCII, server + " does not accept addresses with such characters."),
                Arguments.of(FailureKind.HEADER_BEYOND_ASCII, server + " does not accept internationalized mail."));
    }

    @ParameterizedTest
    @MethodSource("sentences")
    void why(Object kind, String sentence) {
        String words = words(kind);

        assertThat(words.replaceAll("\\s+", " ")).startsWith(sentence + " ");
        assertThat(words.contains("Your message was not sent")).isEqualTo(kind instanceof TlsFailure);
        assertThat(words.lines().filter(line -> line.length() > 120)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "550, true, 'did not accept it.'",
        "503, false, 'did not accept it.'",
        "450, false, 'asked this gateway to try again later.'",
        "421, false, 'asked this gateway to try again later.'",
        "452, true, 'asked this gateway to try again later, until the time limit for delivery was reached.'"
    })
    void aServerThatAskedToTryAgainDidNotRefuse(int code, boolean isOver, String sentence) {
        Cause cause = Cause.reply(new SmtpReply(code, List.of("x")), HOST);

        assertThat(DeliveryText.explanation(address(RECIPIENT), cause, isOver).replaceAll("\\s+", " "))
                .isEqualTo("The mail server of contoso.test " + sentence + " ");
    }

    @Test
    void noCauseIsWithoutASentence() {
        List<Object> all = new ArrayList<>(List.of(TlsFailure.values()));
        all.addAll(List.of(FailureKind.values()));
        all.removeAll(List.of(FailureKind.TLS, FailureKind.NONE));

        assertThat(sentences().map(row -> row.get()[0])).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void whoeverMayHaveItIsAskedBeforeItIsSentAgain() {
        assertThat(words(FailureKind.REPLY_LOST))
                .contains("ask the recipient whether it arrived before you send it again");
    }

    private static String words(Object kind) {
        Cause cause = kind instanceof TlsFailure failure
                ? Cause.tls(failure, "the details", HOST)
                : kind == FailureKind.REPLY
                        ? Cause.reply(new SmtpReply(550, List.of("no")), HOST)
                        : Cause.of((FailureKind) kind, "the details");
        return DeliveryText.explanation(address(RECIPIENT), cause, true) + DeliveryText.advice(cause);
    }
}
