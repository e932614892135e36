package dev.postern.revalidation;

import dev.postern.partner.Partners;
import dev.postern.postmaster.PostmasterNotice;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.mail.MessagingException;
import org.apache.mailet.MailetContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends notices to the postmaster: one at once, and those that follow within a period in one digest of bounded length. Strikes sent
 * notices off the states on disk; after a crash between the two it sends them again. For one thread.
 */
final class ChangeNotices {
    static final int MOST_IN_FULL = 20;
    static final int MOST_HEADLINES = 100;

    private static final Logger LOGGER = LoggerFactory.getLogger(ChangeNotices.class);
    private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(1);
    private static final Comparator<PartnerNotice> ORDER = Comparator.comparing(
                    (PartnerNotice notice) -> !notice.serious())
            .thenComparing(PartnerNotice::time)
            .thenComparing(PartnerNotice::about);

    private final MailetContext context;
    private final Partners partners;
    private final PartnerStates states;
    private final Duration period;
    private final Clock clock;
    private final Map<String, List<PartnerNotice>> pending = new TreeMap<>();
    private Instant next = Instant.MIN;

    /** @param period in which at most one notice is sent */
    ChangeNotices(MailetContext context, Partners partners, PartnerStates states, Duration period, Clock clock) {
        this.context = context;
        this.partners = partners;
        this.states = states;
        this.period = period;
        this.clock = clock;
    }

    /** Takes note of what is to be told by that partner's state. */
    void pending(String partner, PartnerState state) {
        if (state.pending().isEmpty()) {
            pending.remove(partner);
        } else {
            pending.put(partner, state.pending());
        }
    }

    /** Sends what is pending, if it is time. */
    void sendDue() {
        Instant now = clock.instant();
        if (pending.isEmpty() || now.isBefore(next)) {
            return;
        }
        List<PartnerNotice> all =
                pending.values().stream().flatMap(List::stream).sorted(ORDER).toList();
        try {
            PostmasterNotice.send(context, partners, clock, "probe." + now.toEpochMilli(), subject(all), lines(all));
        } catch (MessagingException | RuntimeException e) {
            next = now.plus(AFTER_A_FAILURE);
            LOGGER.error(
                    "Could not send the notice of changes to the postmaster: changes={}; retrying in {} s",
                    all.size(),
                    AFTER_A_FAILURE.toSeconds(),
                    e);
            return;
        }
        next = now.plus(period);
        all.forEach(notice -> LOGGER.warn("Told the postmaster: {}", notice.headline()));
        List.copyOf(pending.keySet()).forEach(partner -> {
            pending.remove(partner);
            states.put(partner, states.of(partner).withPending(List.of()));
        });
    }

    private static String subject(List<PartnerNotice> all) {
        return all.size() == 1
                ? "Change: " + all.get(0).headline()
                : all.size() + " changes at partners and certificates";
    }

    private static List<String> lines(List<PartnerNotice> all) {
        List<String> lines = new ArrayList<>();
        if (all.size() > 1) {
            lines.add("The gateway found these changes:");
            lines.add("");
            all.stream().limit(MOST_HEADLINES).forEach(notice -> lines.add("  " + notice.headline()));
            if (all.size() > MOST_HEADLINES) {
                lines.add("  and " + (all.size() - MOST_HEADLINES) + " more, which are in the log");
            }
            lines.add("");
            if (all.size() > MOST_IN_FULL) {
                lines.add("The first " + MOST_IN_FULL
                        + " of them, the most serious first (postern probe --history PARTNER" + " shows the others):");
                lines.add("");
            }
        }
        all.stream().limit(MOST_IN_FULL).forEach(notice -> {
            lines.addAll(notice.lines());
            lines.add("");
        });
        lines.add("Each change is told once. The history: postern probe --history PARTNER");
        return lines;
    }
}
