package dev.postern.tracking;

import dev.postern.tls.TlsSession;
import java.time.Instant;
import java.util.Optional;

/** Describes what happened to a message on its way to the next hop, for recipients with the same outcome. */
public sealed interface OutboundEvent extends TrackingEvent {

    OutboundMail mail();

    AppliedRule rule();

    @Override
    default String message() {
        return mail().message();
    }

    /** The outgoing queue has the message: from now on it is delivered, or its sender is told. */
    record Queued(Instant time, OutboundMail mail, AppliedRule rule) implements OutboundEvent {
        @Override
        public Kind kind() {
            return Kind.QUEUED;
        }

        @Override
        public TlsSession session() {
            return new TlsSession.Clear();
        }
    }

    /**
     * An attempt whose outcome an event tells; or none, where the time was over before one could be made.
     *
     * @param rule that the connection had to satisfy
     */
    record Attempt(Instant time, OutboundMail mail, AppliedRule rule, OutboundConnection connection) {}

    /** The outcome of an {@link Attempt}. */
    sealed interface Attempted extends OutboundEvent {
        Attempt attempt();

        @Override
        default Instant time() {
            return attempt().time();
        }

        @Override
        default OutboundMail mail() {
            return attempt().mail();
        }

        @Override
        default AppliedRule rule() {
            return attempt().rule();
        }

        default OutboundConnection connection() {
            return attempt().connection();
        }

        @Override
        default TlsSession session() {
            return connection().session();
        }
    }

    /**
     * The next hop accepted the message.
     *
     * @param despiteRule whether that was against a rule that is only monitored; a {@link WouldDefer} or {@link WouldBounce} tells
     *     which part of it
     */
    record Delivered(Attempt attempt, HopReply acceptance, boolean despiteRule) implements Attempted {
        @Override
        public Kind kind() {
            return Kind.DELIVERED;
        }
    }

    /** An attempt after which the message is not delivered, or would not be. */
    sealed interface Undelivered extends Attempted {
        FailureReason why();
    }

    record Deferred(Attempt attempt, FailureReason why) implements Undelivered {
        @Override
        public Kind kind() {
            return Kind.DEFERRED;
        }
    }

    record Bounced(Attempt attempt, FailureReason why) implements Undelivered {
        @Override
        public Kind kind() {
            return Kind.BOUNCED;
        }
    }

    /**
     * Monitor mode did not enforce the rule on the message; a {@link Delivered} or {@link Deferred} tells what came of
     * that.
     */
    sealed interface Monitored extends Undelivered {
        /** Returns the next hop's acceptance, if it accepted the message in spite of the rule. */
        Optional<HopReply> acceptance();
    }

    record WouldDefer(Attempt attempt, FailureReason why, Optional<HopReply> acceptance) implements Monitored {
        @Override
        public Kind kind() {
            return Kind.WOULD_DEFER;
        }
    }

    record WouldBounce(Attempt attempt, FailureReason why, Optional<HopReply> acceptance) implements Monitored {
        @Override
        public Kind kind() {
            return Kind.WOULD_BOUNCE;
        }
    }
}
