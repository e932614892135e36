package dev.postern.verification;

import java.util.Optional;

/** The result of probing a recipient at a next hop. */
public sealed interface ProbeOutcome {
    /**
     * It accepts the recipient.
     *
     * @param acceptsNobody whether it accepted the recipient that cannot exist too; empty if it was not asked or did not say
     */
    record Exists(Optional<Boolean> acceptsNobody) implements ProbeOutcome {}

    /** It rejects the recipient for good. */
    record Unknown() implements ProbeOutcome {}

    /**
     * It did not say.
     *
     * @param reason in plain words, for the log
     * @param unusable whether it will say nothing of other recipients either, for now
     */
    record Undecided(String reason, boolean unusable) implements ProbeOutcome {}
}
