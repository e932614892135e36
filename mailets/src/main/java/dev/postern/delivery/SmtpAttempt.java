package dev.postern.delivery;

import com.sun.mail.smtp.SMTPTransport;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsPolicyEvaluator;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVerdict;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.MimeMessage;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.Converter7Bit;

/**
 * One attempt to hand one message to the servers of one destination under one TLS policy, over JavaMail's SMTP transport.
 *
 * <p>Unless the policy is {@code may}, MAIL FROM is said only on a connection for which the evaluator said
 * {@code Satisfied}; whatever goes wrong before that is a deferral, as nothing that is said in clear text may make a
 * partner's mail bounce. Every host is tried before the attempt has failed.
 */
final class SmtpAttempt {
    private static final int CONNECT_MILLIS = (int) Duration.ofSeconds(30).toMillis();
    private static final int READ_MILLIS = (int) Duration.ofMinutes(5).toMillis(); // RFC 5321 §4.5.3.2
    private static final int HANDSHAKE_MILLIS = (int) Duration.ofSeconds(30).toMillis();
    private static final String EIGHT_BIT = "8BITMIME";

    private final String hostname;
    private final TlsPolicyEvaluator evaluator;
    private final Converter7Bit converter;

    SmtpAttempt(String hostname, TlsPolicyEvaluator evaluator, Converter7Bit converter) {
        this.hostname = hostname;
        this.evaluator = evaluator;
        this.converter = converter;
    }

    /** Tries the hosts in their order until every recipient is delivered or refused for good. */
    Map<MailAddress, AttemptOutcome> deliver(Mail mail, TlsPolicy policy, List<Host> hosts) {
        Map<MailAddress, AttemptOutcome> outcomes = new LinkedHashMap<>();
        Set<MailAddress> open = new LinkedHashSet<>(mail.getRecipients());
        for (Host host : hosts) {
            Map<MailAddress, AttemptOutcome> here = tryHost(mail, open, policy, host);
            outcomes.putAll(here);
            open.removeIf(recipient -> !(here.get(recipient) instanceof AttemptOutcome.Deferred));
            if (open.isEmpty()) {
                break;
            }
        }
        return outcomes;
    }

    private Map<MailAddress, AttemptOutcome> tryHost(
            Mail mail, Collection<MailAddress> recipients, TlsPolicy policy, Host host) {
        var sockets = socketFactory(policy, host);
        Map<MailAddress, AttemptOutcome> outcomes = overConnection(mail, recipients, policy, host, sockets, true);
        if (policy instanceof TlsPolicy.May && sockets.handshakeFailure().isPresent()) {
            // RFC 7435: opportunistic security falls back to what there would be without it.
            return overConnection(mail, recipients, policy, host, socketFactory(policy, host), false);
        }
        return outcomes;
    }

    private PolicySocketFactory socketFactory(TlsPolicy policy, Host host) {
        return new PolicySocketFactory(policy, evaluator, host.name(), HANDSHAKE_MILLIS);
    }

    private Map<MailAddress, AttemptOutcome> overConnection(
            Mail mail,
            Collection<MailAddress> recipients,
            TlsPolicy policy,
            Host host,
            PolicySocketFactory sockets,
            boolean startTls) {
        Session session = session(mail, policy, sockets, startTls);
        try (var connection = new Connection(session)) {
            try {
                connection.transport.connect(host.address().getHostAddress(), host.port(), null, null);
            } catch (MessagingException e) {
                return all(
                        recipients,
                        new AttemptOutcome.Deferred(connectCause(e, policy, host, sockets), sockets.session()));
            }
            // The transport says it has started TLS; what counts is what the evaluator said of the very socket.
            if (!(policy instanceof TlsPolicy.May)
                    && !sockets.verdict().filter(TlsVerdict::isSatisfied).isPresent()) {
                var cause =
                        Cause.tls(TlsFailure.STARTTLS_NOT_SUPPORTED, "the connection is in clear text", host.name());
                return all(recipients, new AttemptOutcome.Deferred(cause, sockets.session()));
            }
            return send(mail, recipients, host, connection.transport, sockets.session());
        } catch (MessagingException e) {
            return all(recipients, new AttemptOutcome.Deferred(SmtpReply.network(e, host), sockets.session()));
        }
    }

    private static Cause connectCause(MessagingException e, TlsPolicy policy, Host host, PolicySocketFactory sockets) {
        if (sockets.verdict().orElse(null) instanceof TlsVerdict.Violated violated) {
            return Cause.tls(violated, host.name());
        }
        if (sockets.handshakeFailure().isPresent()) {
            String reason =
                    "the TLS handshake failed: " + sockets.handshakeFailure().get();
            return Cause.tls(TlsFailure.VALIDATION_FAILURE, reason, host.name());
        }
        if (!(policy instanceof TlsPolicy.May) && sockets.verdict().isEmpty() && SmtpReply.saysNoStartTls(e)) {
            String reason = "the server does not offer encryption (" + SmtpReply.words(e) + ")";
            return Cause.tls(TlsFailure.STARTTLS_NOT_SUPPORTED, reason, host.name());
        }
        return SmtpReply.network(e, host);
    }

    private Map<MailAddress, AttemptOutcome> send(
            Mail mail, Collection<MailAddress> recipients, Host host, SMTPTransport transport, TlsSession session) {
        Map<InternetAddress, MailAddress> addresses = new LinkedHashMap<>();
        recipients.forEach(recipient -> recipient.toInternetAddress().ifPresent(a -> addresses.put(a, recipient)));
        try {
            transport.sendMessage(
                    adapted(mail.getMessage(), transport), addresses.keySet().toArray(InternetAddress[]::new));
            return all(recipients, new AttemptOutcome.Delivered(host.toString(), session));
        } catch (MessagingException e) {
            return SmtpReply.outcomes(e, addresses, host, session);
        } catch (IOException e) {
            var cause = new Cause(
                    Optional.empty(), "6.3", "it cannot be converted to 7 bit: " + e, Optional.empty(), false);
            return all(recipients, new AttemptOutcome.Failed(cause, session));
        }
    }

    /** RFC 6152: 8-bit content only where it was offered, converted elsewhere. */
    private MimeMessage adapted(MimeMessage message, SMTPTransport transport) throws MessagingException, IOException {
        if (transport.supportsExtension(EIGHT_BIT)) {
            return new RelayedMessage(message);
        }
        var converted = new MimeMessage(message); // the queue keeps the message as it was received
        converter.convertTo7Bit(converted);
        return new RelayedMessage(converted);
    }

    private Session session(Mail mail, TlsPolicy policy, PolicySocketFactory sockets, boolean startTls) {
        var properties = new Properties();
        properties.put("mail.smtp.localhost", hostname);
        properties.put("mail.smtp.from", mail.getMaybeSender().asString());
        properties.put("mail.smtp.connectiontimeout", Integer.toString(CONNECT_MILLIS));
        properties.put("mail.smtp.timeout", Integer.toString(READ_MILLIS));
        properties.put("mail.smtp.writetimeout", Integer.toString(READ_MILLIS));
        properties.put("mail.smtp.starttls.enable", Boolean.toString(startTls));
        properties.put("mail.smtp.starttls.required", Boolean.toString(!(policy instanceof TlsPolicy.May)));
        properties.put("mail.smtp.ssl.socketFactory", sockets);
        properties.put("mail.smtp.sendpartial", "true");
        properties.put("mail.smtp.allow8bitmime", "false"); // it would re-encode, and break signatures
        properties.put("mail.smtp.quitwait", "false");
        return Session.getInstance(properties);
    }

    private static Map<MailAddress, AttemptOutcome> all(Collection<MailAddress> recipients, AttemptOutcome outcome) {
        var outcomes = new LinkedHashMap<MailAddress, AttemptOutcome>();
        recipients.forEach(recipient -> outcomes.put(recipient, outcome));
        return outcomes;
    }

    /** Says QUIT at the end and cares no more: the transaction is over by then (RFC 5321 §4.1.1.10). */
    private static final class Connection implements AutoCloseable {
        private final SMTPTransport transport;

        private Connection(Session session) throws MessagingException {
            this.transport = (SMTPTransport) session.getTransport("smtp");
        }

        @Override
        public void close() {
            try {
                transport.close();
            } catch (MessagingException e) {
                // The server closed first; what it said to DATA stands.
            }
        }
    }
}
