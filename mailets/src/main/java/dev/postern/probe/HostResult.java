package dev.postern.probe;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.AttemptOutcome.Failed;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.Host;
import dev.postern.tls.TlsSession;
import java.util.Optional;

/**
 * What a probe found at one address of one server.
 *
 * @param session what was negotiated on the connection that came about; clear if none did
 * @param explanation of the outcome; empty if there is none
 * @param outcome what a delivery would have come to before MAIL; empty: it would have gone on
 */
public record HostResult(
        Host host, TlsSession session, Optional<AttemptOutcome> outcome, Optional<Explanation> explanation) {

    /** Returns why no message could be named to the server; empty if one could. */
    public Optional<Cause> cause() {
        return outcome.flatMap(HostResult::causeOf);
    }

    static Optional<Cause> causeOf(AttemptOutcome outcome) {
        if (outcome instanceof Failed failed) {
            return Optional.of(failed.cause());
        }
        return outcome instanceof Deferred deferred ? Optional.of(deferred.cause()) : Optional.empty();
    }

    public ProbeStatus status() {
        return cause().map(ProbeStatus::of).orElse(ProbeStatus.HOLDS);
    }
}
