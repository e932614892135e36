package dev.postern.probe;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.AttemptOutcome.Failed;
import dev.postern.attempt.SessionSetup;
import dev.postern.attempt.SessionSetup.Prepared;
import dev.postern.probe.ProbeEvent.CommandAnswered;
import dev.postern.probe.ProbeEvent.Judged;
import dev.postern.probe.ProbeEvent.OpeningAgain;
import dev.postern.smtpclient.AttemptDeadline;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.ConnectionKey;
import dev.postern.smtpclient.ConversationException;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.Phase;
import dev.postern.smtpclient.SmtpConnection;
import dev.postern.smtpclient.SmtpReply;
import dev.postern.smtpclient.TlsFallback;
import dev.postern.tls.TlsSession;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Walks to one address of one server as a delivery does, and stops where the delivery would say MAIL. For one thread. */
final class HostProbe {
    private final SessionSetup setup;
    private final Function<TlsSession, Judged> judge;
    private final ProbeRequest request;
    private final Supplier<AttemptDeadline> deadlines;
    private final Consumer<ProbeEvent> listener;

    /**
     * @param judge what the evaluator says of a session, to be told
     * @param deadlines begins the time of an attempt
     */
    HostProbe(
            SessionSetup setup,
            Function<TlsSession, Judged> judge,
            ProbeRequest request,
            Supplier<AttemptDeadline> deadlines,
            Consumer<ProbeEvent> listener) {
        this.setup = setup;
        this.judge = judge;
        this.request = request;
        this.deadlines = deadlines;
        this.listener = listener;
    }

    /** What came of it: the session, and what a delivery would have come to before MAIL. */
    record Reached(TlsSession session, Optional<AttemptOutcome> outcome) {}

    Reached probe(ConnectionKey key) {
        try (SmtpConnection connection = setup.open(key, deadlines.get(), 1)) {
            listener.accept(judge.apply(connection.session()));
            Prepared prepared =
                    setup.prepare(connection, () -> true, request.domain().ascii());
            if (prepared instanceof Prepared.Unusable unusable) {
                return new Reached(connection.session(), Optional.of(unusable.outcome()));
            }
            return new Reached(connection.session(), request.trial().flatMap(trial -> refusal(connection, trial)));
        } catch (ConversationException e) {
            return TlsFallback.after(key, e)
                    .map(this::again)
                    .orElseGet(() ->
                            new Reached(new TlsSession.Clear(), Optional.of(SessionSetup.notOpened(key.host(), e))));
        }
    }

    private Reached again(ConnectionKey key) {
        listener.accept(new OpeningAgain(key.host(), key.usesTls()));
        return probe(key);
    }

    /** Says MAIL, RCPT and RSET; no content follows. Returns why the server rejects one of them. */
    private Optional<AttemptOutcome> refusal(SmtpConnection connection, TrialTransaction trial) {
        Host host = connection.key().host();
        try {
            for (String command : trial.commands()) {
                SmtpReply reply = said(connection, command);
                if (!reply.isPositive()) {
                    var cause = Cause.reply(reply, host);
                    return Optional.of(
                            reply.isPermanent()
                                    ? new Failed(cause, connection.session())
                                    : new Deferred(cause, connection.session()));
                }
            }
            var unused = said(connection, TrialTransaction.RSET);
            return Optional.empty();
        } catch (ConversationException e) {
            return Optional.of(new Deferred(e.why(), connection.session()));
        }
    }

    private SmtpReply said(SmtpConnection connection, String command) throws ConversationException {
        connection.wire().say(Phase.ENVELOPE, List.of(command));
        SmtpReply reply = connection.wire().hear(Phase.ENVELOPE, command);
        listener.accept(new CommandAnswered(command, reply));
        return reply;
    }
}
