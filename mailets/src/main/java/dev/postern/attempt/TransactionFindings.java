package dev.postern.attempt;

import dev.postern.quirks.Extension;
import dev.postern.recipient.Recipient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Collects what one transaction shows about the server, beside the outcomes. Used by one thread. */
final class TransactionFindings {
    private final Set<Recipient> again = new LinkedHashSet<>();
    private final List<Extension> suspects = new ArrayList<>();
    private final Set<Extension> doubted = EnumSet.noneOf(Extension.class);
    private final Set<Extension> proved = EnumSet.noneOf(Extension.class);
    private Optional<Integer> limit = Optional.empty();

    /**
     * The server accepts no more recipients at once than that.
     *
     * @param beyond those whom it did not accept for that, and to whom the message cannot have gone
     */
    void limited(int accepted, Collection<Recipient> beyond) {
        limit = Optional.of(limit.orElse(accepted));
        again.addAll(beyond);
    }

    boolean isLimited() {
        return limit.isPresent();
    }

    /**
     * Some of these extensions may be why the message did not go to these recipients; it certainly did not.
     *
     * @param extensions the most suspicious first; none: it was not for an extension
     */
    void suspect(List<Extension> extensions, Collection<Recipient> recipients) {
        if (!extensions.isEmpty() && !recipients.isEmpty()) {
            extensions.stream().filter(one -> !suspects.contains(one)).forEach(suspects::add);
            again.addAll(recipients);
        }
    }

    /** It may have gone, and if not, that extension may be why. */
    void doubt(Extension extension) {
        doubted.add(extension);
    }

    /** It went by that extension. */
    void prove(Extension extension) {
        proved.add(extension);
    }

    Round round(Map<Recipient, AttemptOutcome> outcomes) {
        return new Round(outcomes, again, limit, suspects, doubted, proved);
    }
}
