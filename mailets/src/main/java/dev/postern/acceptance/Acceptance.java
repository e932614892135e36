package dev.postern.acceptance;

/** The rule under which a queued message was accepted, as recorded on the message. Survives a restart. */
public sealed interface Acceptance {

    /** It was queued by a version of the gateway that did not write this down. */
    record Unrecorded() implements Acceptance {}

    /** It was accepted under no enforced rule. */
    record Unbound() implements Acceptance {}

    /** It was accepted for an enforced partner. */
    record Bound(AcceptedRule rule) implements Acceptance {}

    /** What is written there is of a later version, or damaged. */
    record Unreadable(String partner, String reason) implements Acceptance {}
}
