package dev.postern.attempt;

import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsSession;

/** Decides which of two hosts' outcomes says more about why mail is deferred. */
public final class OutcomeRanking {
    private OutcomeRanking() {}

    /**
     * Of two hosts' outcomes the one that says more about why mail is deferred: a host that may have taken it; one that satisfied the
     * policy and could not take it; then the TLS rule; then one that rejects our IPv6 address; then the network. Of equals, that of
     * the preferred host. An outcome that is no deferral always wins over those of the hosts before.
     */
    public static AttemptOutcome moreTelling(AttemptOutcome before, AttemptOutcome now, TlsPolicy policy) {
        return now instanceof Deferred later
                        && before instanceof Deferred earlier
                        && rank(earlier, policy) <= rank(later, policy)
                ? before
                : now;
    }

    private static int rank(Deferred deferred, TlsPolicy policy) {
        if (deferred.cause().mayHaveArrived()) {
            return -1;
        }
        if (deferred.cause().tls().isPresent()) {
            return 1;
        }
        if (FamiliesTried.isRejected(deferred)) {
            return 2; // what it says cannot be why mail waits for a server that is reached by IPv4
        }
        boolean beyondTheGate = policy.requiresTls()
                ? deferred.session() instanceof TlsSession.Encrypted
                : deferred.cause().replied();
        return beyondTheGate ? 0 : 3;
    }
}
