package dev.postern.attempt;

import dev.postern.quirks.Extension;
import dev.postern.quirks.ServerQuirks;
import dev.postern.smtpclient.Peer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which extension of one server does not work, by leaving out one after another, and then all of them. If the server accepts
 * the message without an extension, that extension is not used with it for a while. Used by one thread, for one message.
 */
final class ExtensionTrials {
    private static final Logger LOGGER = LoggerFactory.getLogger(ExtensionTrials.class);

    private final Peer peer;
    private final ServerQuirks<Peer> quirks;
    private final Set<Extension> base = EnumSet.noneOf(Extension.class);
    private final Set<Extension> suspected = EnumSet.noneOf(Extension.class);
    private final Deque<Set<Extension>> trials = new ArrayDeque<>();
    private Set<Extension> trial = Set.of();

    ExtensionTrials(Peer peer, ServerQuirks<Peer> quirks) {
        this.peer = peer;
        this.quirks = quirks;
    }

    /** Returns what to leave out of the next transaction. */
    Set<Extension> without() {
        Set<Extension> all = EnumSet.noneOf(Extension.class);
        all.addAll(quirks.broken(peer));
        all.addAll(base);
        all.addAll(trial);
        return all;
    }

    /**
     * Learns from a transaction.
     *
     * @return whether those whom it left open are to be tried again at once, with {@link #without} as it is now
     */
    boolean learn(Round round) {
        quirks.prove(peer, round.proved());
        if (!round.doubted().isEmpty()) {
            remember(round.doubted());
        }
        if (round.isDelivered()) {
            Set<Extension> left = EnumSet.noneOf(Extension.class);
            left.addAll(base);
            left.addAll(trial);
            left.remove(
                    Extension.SMTPUTF8); // without it mail is returned, for which the server must be asked each time
            if (!left.isEmpty() && round.suspects().isEmpty()) {
                remember(left);
            }
        }
        return !round.suspects().isEmpty() && next(round.suspects());
    }

    private boolean next(List<Extension> suspects) {
        if (suspected.addAll(suspects)) { // what was left out so far brought the message further
            base.addAll(trial);
            trials.clear();
            suspects.forEach(one -> trials.add(Set.of(one)));
            if (suspects.size() > 1) {
                trials.add(Set.copyOf(suspects));
            }
        }
        if (trials.isEmpty()) {
            return false;
        }
        trial = trials.remove();
        return true;
    }

    private void remember(Set<Extension> extensions) {
        if (quirks.isBroken(peer, extensions)) {
            LOGGER.info(
                    "{} announces {} and does not accept it; leaving it out for {} minutes. To leave it out always, write it into"
                            + " ignoreKeywords",
                    peer.host(),
                    extensions.stream().sorted().map(Extension::keyword).collect(Collectors.joining(", ")),
                    ServerQuirks.TIME.toMinutes());
        }
    }
}
