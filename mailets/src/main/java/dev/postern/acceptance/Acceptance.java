package dev.postern.acceptance;

/** What a queued message says of the rule under which it was accepted. It stays on the message, also over a restart. */
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
