package dev.postern.tracking;

import dev.postern.tls.TlsSession;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Describes what happened to a message from a client. */
public sealed interface InboundEvent extends TrackingEvent {

    InboundMail mail();

    @Override
    default String message() {
        return mail().message();
    }

    @Override
    default TlsSession session() {
        return mail().session();
    }

    /**
     * The message is stored durably, and its client gets 250. Once a message.
     *
     * @param kept the rules of the partners whose mail it claims to be, as far as they were kept; none of it for
     *     everyone else's mail
     */
    record Received(Instant time, InboundMail mail, List<Kept> kept) implements InboundEvent {

        /**
         * A rule that was kept.
         *
         * @param matched the name or fingerprint in the client's certificate that satisfied it, where one was asked
         */
        public record Kept(AppliedRule rule, Optional<String> matched) {}

        public Received {
            kept = List.copyOf(kept);
        }

        @Override
        public Kind kind() {
            return Kind.RECEIVED;
        }
    }

    /** An own server's message, accepted without a look at the rule of the partner whose mail it claims to be. */
    record Exempt(Instant time, InboundMail mail, String partner) implements InboundEvent {
        @Override
        public Kind kind() {
            return Kind.EXEMPT;
        }
    }

    /** A message that did not satisfy a rule, and why. */
    record Finding(Instant time, InboundMail mail, AppliedRule rule, FailureReason why) {}

    /** What happened, or would have, because of a {@link Finding}. */
    sealed interface Unsatisfied extends InboundEvent {
        Finding finding();

        @Override
        default Instant time() {
            return finding().time();
        }

        @Override
        default InboundMail mail() {
            return finding().mail();
        }

        default AppliedRule rule() {
            return finding().rule();
        }

        default FailureReason why() {
            return finding().why();
        }
    }

    /**
     * Answered 5xx.
     *
     * @param reply what the client was told
     */
    record Rejected(Finding finding, String reply) implements Unsatisfied {
        @Override
        public Kind kind() {
            return Kind.REJECTED;
        }
    }

    /**
     * Answered 4xx.
     *
     * @param reply what the client was told
     */
    record Tempfailed(Finding finding, String reply) implements Unsatisfied {
        @Override
        public Kind kind() {
            return Kind.TEMPFAIL;
        }
    }

    record Quarantined(Finding finding) implements Unsatisfied {
        @Override
        public Kind kind() {
            return Kind.QUARANTINED;
        }
    }

    record WouldReject(Finding finding) implements Unsatisfied {
        @Override
        public Kind kind() {
            return Kind.WOULD_REJECT;
        }
    }

    record WouldTempfail(Finding finding) implements Unsatisfied {
        @Override
        public Kind kind() {
            return Kind.WOULD_DEFER;
        }
    }

    record WouldQuarantine(Finding finding) implements Unsatisfied {
        @Override
        public Kind kind() {
            return Kind.WOULD_QUARANTINE;
        }
    }
}
