package dev.postern.attempt;

import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.AttemptOutcome.Delivered;
import dev.postern.attempt.AttemptOutcome.Failed;
import dev.postern.quirks.Extension;
import dev.postern.recipient.Recipient;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.ConversationException;
import dev.postern.smtpclient.FailureKind;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.Phase;
import dev.postern.smtpclient.SmtpConnection;
import dev.postern.smtpclient.SmtpReply;
import dev.postern.smtpclient.SmtpWire;
import dev.postern.text.Printable;
import dev.postern.tls.TlsVerdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MAIL, RCPT, and DATA or BDAT (RFC 5321 §3.3). It exists only for a {@code Satisfied} verdict on the session of the very
 * connection that it speaks over: this type is the gate. Used once.
 *
 * <p>Where PIPELINING is offered, MAIL, the recipients and DATA are said at once (RFC 2920); the content and its end are sent
 * only after 354 and only if a recipient was taken. A server that waits for content otherwise is left without another octet. Where CHUNKING is offered, BDAT takes the place of DATA (RFC 3030): one chunk, sent
 * only once a recipient was taken, so that neither a lost connection nor a refusal leaves it open what arrived. To a server that has not
 * shown yet that it can do BDAT a few octets go first, as a chunk of their own.
 */
final class MailTransaction {
    private static final Logger LOGGER = LoggerFactory.getLogger(MailTransaction.class);

    /** Commands said at once: few enough that neither side waits for the other to read (RFC 2920 §3.1). */
    private static final int AT_ONCE = 100;

    private final SmtpConnection connection;
    private final SmtpWire wire;
    private final Host host;
    private final TlsVerdict.Satisfied verdict;
    private final Optional<TlsVerdict> beyond;
    private final Map<Recipient, Function<Evidence, AttemptOutcome>> outcomes = new LinkedHashMap<>();
    private final List<Recipient> accepted = new ArrayList<>();
    private final TransactionFindings findings = new TransactionFindings();
    private final Predicate<Extension> proved;
    private boolean saidTogether;
    private boolean contentBegun;
    private boolean unsettled;
    private boolean doubtsReuse;
    private boolean mayHaveArrived;

    /** @param proved whether a message went to the server by that extension lately */
    MailTransaction(
            SmtpConnection connection,
            TlsVerdict.Satisfied verdict,
            Optional<TlsVerdict> beyond,
            Predicate<Extension> proved) {
        this.proved = proved;
        this.connection = connection;
        this.wire = connection.wire();
        this.host = connection.key().host();
        this.verdict = verdict;
        this.beyond = beyond;
    }

    /** Sends the message; every recipient of the envelope that it could go to has an outcome. */
    Round send(Envelope envelope, OutgoingMessage message) {
        List<Recipient> recipients = sendable(envelope, message);
        try {
            if (!recipients.isEmpty()) {
                say(envelope, recipients, message);
            }
        } catch (ConversationException e) {
            brokeOff(recipients, e.why());
        } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
            // What the server has said so far must not be lost: those whom it took it for would get it again.
            LOGGER.error("Mail transaction with {} failed with an internal error", host, e);
            String reason = "the gateway failed at " + host + ": " + Printable.of(e.toString());
            brokeOff(recipients, Cause.of(mayHaveArrived ? FailureKind.REPLY_LOST : FailureKind.OUR_FAULT, reason));
        }
        var evidence = Evidence.of(connection, beyond);
        Map<Recipient, AttemptOutcome> settled = new LinkedHashMap<>();
        outcomes.forEach((recipient, outcome) -> settled.put(recipient, outcome.apply(evidence)));
        return findings.round(settled);
    }

    private void brokeOff(List<Recipient> recipients, Cause why) {
        List<Recipient> open = recipients.stream()
                .filter(recipient -> !outcomes.containsKey(recipient))
                .toList();
        if (mayHaveArrived) {
            if (isOnTrial(Extension.CHUNKING)) {
                findings.doubt(Extension.CHUNKING);
            }
        } else if (contentBegun) {
            if (isOnTrial(Extension.CHUNKING) && why.trouble() == FailureKind.BROKE_OFF) {
                findings.suspect(List.of(Extension.CHUNKING), open);
            }
        } else if (isLimit(why) && (findings.isLimited() || open.size() > accepted.size())) {
            findings.limited(accepted.size(), open);
        } else if (saidTogether && isOnTrial(Extension.PIPELINING) && ExtensionRefusal.isOfPipelining(why)) {
            findings.suspect(List.of(Extension.PIPELINING), open);
        }
        unsettled = !outcomes.keySet().containsAll(recipients);
        connection.retire();
        recipients.forEach(recipient -> outcomes.putIfAbsent(recipient, evidence -> new Deferred(why, evidence)));
    }

    /**
     * Returns true if the server may have closed because it was to accept more recipients than it does: those whom it accepted
     * would be closed upon each time that as many are named.
     */
    private boolean isLimit(Cause why) {
        return !accepted.isEmpty() && (why.replied() || why.trouble() == FailureKind.BROKE_OFF);
    }

    /** Returns true if the server announces it, and no message went to it by that yet. */
    private boolean isOnTrial(Extension extension) {
        return connection.offers(extension) && !proved.test(extension);
    }

    /**
     * Returns true if the conversation ended before the message can have arrived, and not by an answer about every recipient: to
     * repeat it over a new connection sends nothing twice.
     */
    boolean needsNewConnection() {
        return unsettled && !mayHaveArrived;
    }

    /** Returns true if the server answered as if an earlier message over the same connection were in the way of this one. */
    boolean doubtsReuse() {
        return doubtsReuse;
    }

    /** Those whom no extension that is missing here keeps from being named. */
    private List<Recipient> sendable(Envelope envelope, OutgoingMessage message) {
        Optional<Long> limit = connection.sizeLimit().filter(most -> message.size() > most);
        List<Recipient> sendable = new ArrayList<>();
        for (Recipient recipient : envelope.recipients()) {
            boolean utf8 = Envelope.needsUtf8(envelope.sender()) || Envelope.needsUtf8(recipient.toString());
            if (limit.isPresent()) { // RFC 1870 §6.1
                String reason = "the message has " + message.size() + " octets, and the server " + host
                        + " accepts no more than " + limit.get();
                fail(recipient, FailureKind.TOO_LARGE, reason);
            } else if (utf8 && !connection.offers(Extension.SMTPUTF8)) { // RFC 6531 §3.5
                fail(
                        recipient,
                        FailureKind.ADDRESS_BEYOND_ASCII,
                        "an address has characters that the server " + host + " does not accept");
            } else if (envelope.utf8()
                    && message.isHeaderBeyondAscii()
                    && !connection.offers(Extension.SMTPUTF8)) { // RFC 6531 §3.2
                fail(
                        recipient,
                        FailureKind.HEADER_BEYOND_ASCII,
                        "the header of the message has characters beyond ASCII, and the server " + host
                                + " does not announce SMTPUTF8");
            } else {
                sendable.add(recipient);
            }
        }
        return sendable;
    }

    private void fail(Recipient recipient, FailureKind trouble, String reason) {
        outcomes.put(recipient, evidence -> new Failed(Cause.of(trouble, reason), evidence));
    }

    private void say(Envelope envelope, List<Recipient> recipients, OutgoingMessage message)
            throws ConversationException {
        var script = new Script(new MailCommands(connection, envelope), recipients, message);
        List<String> commands = script.commands;
        int atOnce = connection.offers(Extension.PIPELINING) ? AT_ONCE : 1;
        int said = 0;
        for (int next = 0; next < commands.size(); next++) {
            if (next == said) {
                if (script.isPointless(next)) {
                    return;
                }
                said = Math.min(commands.size(), next + atOnce);
                saidTogether = said - next > 1;
                wire.say(Phase.ENVELOPE, commands.subList(next, said));
            }
            boolean impatient = saidTogether && isOnTrial(Extension.PIPELINING);
            script.heard(next, wire.hear(Phase.ENVELOPE, impatient, commands.get(next)));
        }
        if (script.chunking && !accepted.isEmpty()) {
            script.content();
        }
    }

    /** The commands of one transaction and what the replies to them mean. */
    private final class Script {
        private final List<String> commands = new ArrayList<>();
        private final List<Recipient> recipients;
        private final OutgoingMessage message;
        private final MailCommands words;
        private final boolean chunking = connection.offers(Extension.CHUNKING);
        private final int mail;
        private boolean mailTaken;

        private Script(MailCommands words, List<Recipient> recipients, OutgoingMessage message) {
            this.words = words;
            this.recipients = recipients;
            this.message = message;
            if (connection.isTransactionOpen()) {
                commands.add("RSET");
            }
            mail = commands.size();
            commands.add(words.mail(message, recipients));
            recipients.forEach(recipient -> commands.add(words.rcpt(recipient)));
            if (!chunking) {
                commands.add("DATA");
            }
        }

        /** Returns whether nothing can come of going on. */
        private boolean isPointless(int next) {
            return next > mail && (!mailTaken || (next > mail + recipients.size() && accepted.isEmpty()));
        }

        private void heard(int command, SmtpReply reply) throws ConversationException {
            boolean data = command > mail + recipients.size();
            if (reply.code() == 421) { // RFC 5321 §3.8: the server closes, whatever it accepted before
                throw wire.broken(Cause.reply(reply, host));
            }
            if (reply.code() / 100 == 3 && !data) {
                throw outOfStep("answered " + SmtpWire.verb(commands.get(command)) + " with " + reply.text());
            }
            if (command < mail) { // RSET, which must be answered with 250 (RFC 5321 §4.1.1.5)
                if (!reply.isPositive()) {
                    doubtsReuse = true;
                    throw outOfStep("answered RSET with " + reply.text());
                }
            } else if (command == mail) {
                heardOfMail(reply);
            } else if (data) {
                heardOfData(reply);
            } else if (mailTaken) {
                heardOf(recipients.get(command - mail - 1), commands.get(command), reply);
            } else if (reply.isPositive()) {
                throw notOurs("rejected MAIL FROM and then answered RCPT TO with " + reply.text());
            }
        }

        private void heardOfMail(SmtpReply reply) throws ConversationException {
            mailTaken = reply.isPositive();
            connection.transactionIsOpen(mailTaken);
            if (reply.code() == 503) {
                throw badSequence(reply);
            }
            if (!mailTaken) {
                doubt(reply);
                recipients.forEach(recipient -> outcomes.put(recipient, refused(reply)));
                findings.suspect(ExtensionRefusal.ofParameters(reply, words.usedInMail()), recipients);
            }
        }

        /** Notes that a transient error at a reused connection may be about the connection: the retry is to get a new one. */
        private void doubt(SmtpReply reply) {
            if (reply.code() == 451 && connection.isReused()) {
                doubtsReuse = true;
                connection.retire();
            }
        }

        /** RFC 5321 §4.1.4: what 503 rejects is the state of the session. The message is none the worse for it. */
        private ConversationException badSequence(SmtpReply reply) {
            doubtsReuse = true;
            return wire.broken(Cause.reply(reply, host));
        }

        /**
         * The server has a transaction open that is not this one, perhaps that of an earlier message: an end of data would have
         * it deliver an empty message in that one's name. Over a reused connection the rejection counts for nothing.
         */
        private ConversationException notOurs(String what) {
            doubtsReuse = true;
            if (connection.isReused()) {
                outcomes.keySet().removeAll(recipients);
            }
            return wire.broken(Cause.of(FailureKind.NO_SMTP, host + " " + what));
        }

        /** No earlier reply of this transaction is certain to have been about the command that it was read for. */
        private ConversationException outOfStep(String what) {
            outcomes.keySet().removeAll(recipients);
            return wire.broken(Cause.of(FailureKind.NO_SMTP, host + " " + what));
        }

        private void heardOf(Recipient recipient, String command, SmtpReply reply) throws ConversationException {
            if (TooManyRecipients.isSaidBy(reply, accepted.size())) {
                findings.limited(accepted.size(), List.of(recipient));
                outcomes.put(recipient, deferred(reply));
            } else if (reply.code() == 503 && connection.isReused()) {
                throw badSequence(reply);
            } else if (reply.isPositive()) {
                accepted.add(recipient);
            } else {
                // RFC 5321 §4.5.3.1.10: 552 to RCPT says "too many recipients" and is to be taken as 452.
                outcomes.put(recipient, reply.code() == 552 ? deferred(reply) : refused(reply));
                List<Extension> parameters = ExtensionRefusal.ofParameters(reply, MailCommands.usedInRcpt(command));
                boolean together = parameters.isEmpty() && saidTogether && ExtensionRefusal.isOfPipelining(reply);
                findings.suspect(together ? List.of(Extension.PIPELINING) : parameters, List.of(recipient));
            }
        }

        private void heardOfData(SmtpReply reply) throws ConversationException {
            if (reply.code() == 354 && !accepted.isEmpty()) {
                content();
            } else if (reply.code() == 354 && !mailTaken) {
                throw notOurs("rejected MAIL FROM and then answered DATA with " + reply.text());
            } else if (reply.code() == 354) {
                // RFC 2920 §3.1 would have us send a lone dot, of which a server may make an empty message. Of a
                // connection that is closed here it makes none (RFC 5321 §4.1.1.10).
                throw wire.broken(Cause.of(FailureKind.NO_SMTP, host + " accepted DATA, but no recipient"));
            } else if (reply.code() / 100 <= 3) {
                throw outOfStep("answered DATA with " + reply.text());
            } else if (reply.code() == 503 && !accepted.isEmpty()) {
                throw badSequence(reply);
            } else {
                doubt(reply);
                accepted.forEach(recipient -> outcomes.put(recipient, refused(reply)));
                if (saidTogether && ExtensionRefusal.isOfPipelining(reply)) {
                    findings.suspect(List.of(Extension.PIPELINING), accepted);
                }
            }
        }

        private void content() throws ConversationException {
            if (wire.buffered() > 0) {
                throw outOfStep("answered a message that was not sent yet");
            }
            contentBegun = true;
            long begun = chunking && isOnTrial(Extension.CHUNKING) ? message.beginning() : 0;
            if (begun > 0) {
                // Not the last chunk: a server that cannot do BDAT shows it before it can have the message.
                wire.sayContent(out -> message.writeChunk(out, 0, begun));
                SmtpReply reply = wire.hear(Phase.REPLY, "BDAT");
                if (!reply.isPositive()) {
                    answered(reply);
                    return;
                }
            }
            // The end stands last: as long as something is left to be written, the server cannot take it for whole.
            wire.sayContent(chunking ? out -> message.writeChunk(out, begun, message.size()) : message::writeForData);
            mayHaveArrived = true;
            answered(wire.hearOfContent());
        }

        private void answered(SmtpReply last) {
            // Servers differ in whether a chunk that failed ends the transaction (RFC 3030 §2); without RSET the MAIL
            // of somebody else's message could be rejected for good as out of order.
            connection.transactionIsOpen(chunking && !last.isPositive());
            doubt(last);
            if (last.code() == 421 || last.code() == 503 || last.code() / 100 == 3) {
                connection.retire();
            }
            accepted.forEach(recipient -> outcomes.put(recipient, last.isPositive() ? delivered(last) : refused(last)));
            if (last.isPositive()) {
                prove();
            } else if (chunking && ExtensionRefusal.isOfChunk(last)) {
                connection.retire(); // it may read the message as commands
                findings.suspect(List.of(Extension.CHUNKING), accepted);
            } else if (words.usedInMail().contains(Extension.EIGHTBITMIME) && ExtensionRefusal.isOfEightBits(last)) {
                findings.suspect(List.of(Extension.EIGHTBITMIME), accepted);
            }
        }

        private void prove() {
            if (chunking) {
                findings.prove(Extension.CHUNKING);
            }
            if (saidTogether) {
                findings.prove(Extension.PIPELINING);
            }
        }
    }

    private Function<Evidence, AttemptOutcome> delivered(SmtpReply reply) {
        boolean carriesDsn = connection.offers(Extension.DSN);
        return evidence -> new Delivered(host, evidence, verdict.matched(), reply.text(), carriesDsn);
    }

    private Function<Evidence, AttemptOutcome> refused(SmtpReply reply) {
        boolean isFinal = reply.isPermanent() && reply.code() != 503; // about the session: never a reason to bounce
        return isFinal ? evidence -> new Failed(Cause.reply(reply, host), evidence) : deferred(reply);
    }

    private Function<Evidence, AttemptOutcome> deferred(SmtpReply reply) {
        return evidence -> new Deferred(Cause.reply(reply, host), evidence);
    }
}
