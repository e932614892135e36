package dev.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.AttemptOutcome.Delivered;
import dev.postern.attempt.AttemptOutcome.Failed;
import dev.postern.attempt.SmtpAttempt;
import dev.postern.recipient.Recipient;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.ConnectionPool;
import dev.postern.smtpclient.Deadlines;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.SmtpTimeouts;
import dev.postern.smtpclient.Terms;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsPolicyEvaluator;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustAnchors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.AddressException;
import javax.mail.internet.MimeMessage;
import org.apache.james.core.MailAddress;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;

/** What tests of single attempts have in common: a partner's CA, its policies, a message, and impatience. */
public final class Attempting {
    public static final CertificateAuthority CA = CertificateAuthority.create("Contoso CA");
    static final String OUR_NAME = "gw.example.org";
    public static final String NAME = "mx.contoso.test";
    public static final TlsPolicy ENCRYPT = new TlsPolicy.Encrypt(TlsVersion.TLS_1_2);
    public static final TlsPolicy SECURE = secure(TlsVersion.TLS_1_2);
    public static final TlsPolicy MAY = new TlsPolicy.May();
    public static final String SECRET = "the account number is 4711";
    static final String SENDER = "alice@example.org";
    public static final String RECIPIENT = "bob@contoso.test";

    /** For servers that do not answer: no test waits longer. */
    public static final SmtpTimeouts IMPATIENT = new SmtpTimeouts(
            Duration.ofSeconds(5),
            Duration.ofMillis(700),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofMillis(700),
            Duration.ofSeconds(6));

    /** For servers that all answer, however busy the machine is. */
    public static final SmtpTimeouts PATIENT = new SmtpTimeouts(
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(2));

    static final ConnectionPool.Limits ONE_MESSAGE = new ConnectionPool.Limits(1, Duration.ofSeconds(30), 1, 1);

    private static final Deadlines DEADLINES = new Deadlines();

    private Attempting() {}

    public static TlsPolicy secure(TlsVersion minVersion) {
        return new TlsPolicy.Secure(
                minVersion, List.of(CertificateMatch.parse(NAME).orElseThrow()), CA.trustAnchors());
    }

    /** The servers of one partner, in their order of preference. */
    public static List<Host> hosts(ScriptedSmtpServer... servers) {
        return Stream.of(servers).map(server -> server.host(NAME)).toList();
    }

    public static SmtpAttempt attempt() {
        return attempt(IMPATIENT);
    }

    /** Says good-bye after each message. */
    public static SmtpAttempt attempt(SmtpTimeouts timeouts) {
        Clock clock = Clock.systemUTC();
        return attempt(new ConnectionPool(timeouts, DEADLINES, ONE_MESSAGE, clock), clock);
    }

    public static SmtpAttempt attempt(ConnectionPool pool, Clock clock) {
        return new SmtpAttempt(OUR_NAME, pool, new TlsPolicyEvaluator(clock, TrustAnchors.Role.SERVER));
    }

    /** What one attempt comes to for the one recipient. */
    public static AttemptOutcome deliver(TlsPolicy policy, ScriptedSmtpServer... servers) {
        Mail mail = mail(RECIPIENT);
        try {
            boolean allAnswer = Stream.of(servers).allMatch(ScriptedSmtpServer::alwaysAnswers);
            return deliver(
                            attempt(allAnswer ? PATIENT : IMPATIENT),
                            mail,
                            new Terms(policy, Optional.empty()),
                            hosts(servers))
                    .get(RECIPIENT);
        } finally {
            LifecycleUtil.dispose(mail);
        }
    }

    public static Outcomes deliver(Mail mail, TlsPolicy policy, List<Host> hosts) {
        return deliver(attempt(), mail, new Terms(policy, Optional.empty()), hosts);
    }

    /** Over connections that the attempt may have kept from messages before. */
    public static Outcomes deliver(SmtpAttempt attempt, Mail mail, Terms terms, List<Host> hosts) {
        return deliver(attempt, mail, terms, hosts, () -> true);
    }

    /**
     * Delivers the mail.
     *
     * @param inForce is asked whether the terms are still those that are agreed
     */
    public static Outcomes deliver(
            SmtpAttempt attempt, Mail mail, Terms terms, List<Host> hosts, BooleanSupplier inForce) {
        try {
            return new Outcomes(attempt.deliver(mail, Recipient.of(mail), terms, hosts, inForce));
        } catch (MessagingException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What one attempt came to; there is an outcome for each recipient. */
    public record Outcomes(Map<Recipient, AttemptOutcome> all) {
        public AttemptOutcome get(String recipient) {
            return Optional.ofNullable(all.get(recipient(recipient))).orElseThrow();
        }
    }

    public static Cause deferred(AttemptOutcome outcome) {
        assertThat(outcome).isInstanceOf(Deferred.class);
        return ((Deferred) outcome).cause();
    }

    public static Cause failed(AttemptOutcome outcome) {
        assertThat(outcome).isInstanceOf(Failed.class);
        return ((Failed) outcome).cause();
    }

    public static Delivered delivered(AttemptOutcome outcome) {
        assertThat(outcome).isInstanceOf(Delivered.class);
        return (Delivered) outcome;
    }

    public static Mail mail(String... recipients) {
        return message("From: " + SENDER + "\r\nSubject: figures\r\n\r\n" + SECRET + "\r\n", SENDER, recipients);
    }

    /**
     * A mail with that content.
     *
     * @param octets the message, one char per octet
     */
    public static Mail message(String octets, String sender, String... recipients) {
        try {
            var message = new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(octets.getBytes(StandardCharsets.ISO_8859_1)));
            var mail = MailImpl.builder()
                    .name("mail-1")
                    .addRecipients(
                            Stream.of(recipients).map(Attempting::address).toList())
                    .mimeMessage(message);
            return (sender.isEmpty() ? mail : mail.sender(address(sender))).build();
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    static Recipient recipient(String text) {
        return new Recipient(address(text));
    }

    static MailAddress address(String text) {
        try {
            return new MailAddress(text);
        } catch (AddressException e) {
            throw new AssertionError(e);
        }
    }
}
