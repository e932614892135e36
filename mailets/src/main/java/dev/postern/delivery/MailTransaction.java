package dev.postern.delivery;

import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVerdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.james.core.MailAddress;

/**
 * MAIL FROM, RCPT TO, DATA (RFC 5321 §3.3). It exists only for a {@code Satisfied} verdict on the session of the very
 * connection that it speaks over: this type is the gate.
 */
final class MailTransaction {
    private final SmtpConnection connection;
    private final Host host;
    private final TlsSession session;
    private final TlsVerdict.Satisfied verdict;

    MailTransaction(SmtpConnection connection, Host host, TlsSession session, TlsVerdict.Satisfied verdict) {
        this.connection = connection;
        this.host = host;
        this.session = session;
        this.verdict = verdict;
    }

    /** Sends the message; every recipient of the envelope that it could go to has an outcome. */
    Map<MailAddress, AttemptOutcome> send(Envelope envelope, OutgoingMessage message) {
        Map<MailAddress, AttemptOutcome> outcomes = new LinkedHashMap<>();
        try {
            send(envelope, message, outcomes);
        } catch (ConversationException e) {
            envelope.recipients()
                    .forEach(recipient ->
                            outcomes.putIfAbsent(recipient, new AttemptOutcome.Deferred(e.why(), session)));
        }
        return outcomes;
    }

    private void send(Envelope envelope, OutgoingMessage message, Map<MailAddress, AttemptOutcome> outcomes)
            throws ConversationException {
        SmtpReply mail = connection.command("MAIL FROM:<" + envelope.sender() + ">" + parameters(message));
        if (!mail.isPositive()) {
            envelope.recipients().forEach(recipient -> outcomes.put(recipient, refused(mail)));
            return;
        }
        List<MailAddress> accepted = new ArrayList<>();
        for (MailAddress recipient : envelope.recipients()) {
            SmtpReply reply = connection.command("RCPT TO:<" + recipient.asString() + ">");
            if (reply.code() == 421) { // RFC 5321 §3.8: the server closes, whatever it accepted before
                throw new ConversationException(Cause.reply(reply, host));
            }
            if (reply.isPositive()) {
                accepted.add(recipient);
            } else {
                // RFC 5321 §4.5.3.1.10: 552 to RCPT says "too many recipients" and is to be taken as 452.
                outcomes.put(recipient, reply.code() == 552 ? deferred(reply) : refused(reply));
            }
        }
        if (accepted.isEmpty()) {
            return;
        }
        SmtpReply data = connection.command("DATA");
        SmtpReply last = data.code() == 354 ? connection.content(message) : data;
        AttemptOutcome outcome = data.code() == 354 && last.isPositive()
                ? new AttemptOutcome.Delivered(host, session, verdict.matched())
                : refused(last);
        accepted.forEach(recipient -> outcomes.put(recipient, outcome));
    }

    private String parameters(OutgoingMessage message) {
        return (connection.offers("SIZE") ? " SIZE=" + message.size() : "") // RFC 1870
                + (message.isEightBit() ? " BODY=8BITMIME" : ""); // RFC 6152 §3; converted where it is not offered
    }

    private AttemptOutcome refused(SmtpReply reply) {
        return reply.isPermanent() ? new AttemptOutcome.Failed(Cause.reply(reply, host), session) : deferred(reply);
    }

    private AttemptOutcome deferred(SmtpReply reply) {
        return new AttemptOutcome.Deferred(Cause.reply(reply, host), session);
    }
}
