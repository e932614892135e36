package dev.postern.attempt;

import dev.postern.recipient.Recipient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Splits the recipients of one message at one server into transactions, each with no more than the server accepts at once, and
 * collects what came of them (RFC 5321 §4.5.3.1.8, §4.5.3.1.10). Used by one thread.
 */
final class RecipientBatches {
    /** A server that keeps closing with fewer and fewer recipients each time is left then. */
    private static final int MOST_IN_VAIN = 3;

    private final Set<Recipient> open;
    private final Map<Recipient, AttemptOutcome> outcomes = new LinkedHashMap<>();
    private int inVain;

    RecipientBatches(Collection<Recipient> recipients) {
        this.open = new LinkedHashSet<>(recipients);
    }

    boolean isDone() {
        return open.isEmpty();
    }

    /** Returns the next recipients to name, at least one. */
    List<Recipient> next(int most) {
        return new ArrayList<>(open).subList(0, Math.min(open.size(), Math.max(1, most)));
    }

    /** Notes what came of the recipients that were named. */
    void settle(List<Recipient> named, Round round) {
        outcomes.putAll(round.outcomes());
        open.removeAll(named);
    }

    /**
     * Decides who is to be named after that round.
     *
     * @param differently whether those whom it left open will be named in another way
     */
    void goOn(Round round, boolean differently) {
        if (differently) {
            reopen(round.again());
            return;
        }
        inVain = round.isDelivered() ? 0 : inVain + 1;
        if (round.accepted().isPresent() && inVain < MOST_IN_VAIN) {
            reopen(round.again());
        }
        round.ofAllOthers().ifPresent(this::settleRest);
    }

    /** Gives that outcome to all who were still to be named, and ends the attempt. */
    void settleRest(AttemptOutcome outcome) {
        open.forEach(recipient -> outcomes.put(recipient, outcome));
        open.clear();
    }

    /** Returns an outcome for each recipient, once {@link #isDone}. */
    Map<Recipient, AttemptOutcome> outcomes() {
        return outcomes;
    }

    /** In front of those who were not named yet. */
    private void reopen(Set<Recipient> again) {
        Set<Recipient> others = new LinkedHashSet<>(open);
        open.clear();
        outcomes.keySet().stream().filter(again::contains).forEach(open::add);
        open.addAll(others);
    }
}
