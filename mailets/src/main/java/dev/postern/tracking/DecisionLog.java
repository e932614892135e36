package dev.postern.tracking;

import dev.postern.text.Printable;
import dev.postern.tracking.Decision.Direction;
import dev.postern.tracking.Decision.Outcome;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import org.slf4j.event.Level;

/**
 * Writes one line per decision to the logger {@code dev.postern.decision}: {@code key=value} pairs in a fixed order, so
 * that {@code grep 'partner=contoso'} finds everything about a partner. Safe for any thread.
 */
public final class DecisionLog {
    /** Marks the line by which a partner's message is accepted: whoever drops log lines must not drop this one. */
    public static final Marker ACCEPTANCE = MarkerFactory.getMarker("postern.acceptance");

    /** Marks a line about mail that was accepted before. */
    public static final Marker DECISION = MarkerFactory.getMarker("postern.decision");

    /** Marks a line about mail that is not accepted, which anybody can cause as often as he likes. */
    public static final Marker REFUSAL = MarkerFactory.getMarker("postern.refusal");

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.postern.decision");
    private static final Pattern NOT_IN_A_WORD = Pattern.compile("[\\s\"]");

    /** Logs the decision: at WARN if mail was, or would have been, kept from travelling, else at INFO. */
    public void write(Decision decision) {
        LOGGER.atLevel(level(decision.outcome())).addMarker(marker(decision)).log("{}", line(decision));
    }

    private static Level level(Outcome outcome) {
        return switch (outcome) {
            case ACCEPTED, EXEMPT, DELIVERED -> Level.INFO;
            case REFUSED, DEFERRED, BOUNCED, REJECTED, WOULD_REFUSE -> Level.WARN;
        };
    }

    private static Marker marker(Decision decision) {
        if (decision.direction() == Direction.OUTBOUND) {
            return DECISION;
        }
        return switch (decision.outcome()) {
            case ACCEPTED, EXEMPT, WOULD_REFUSE -> ACCEPTANCE;
            case DELIVERED, BOUNCED, REJECTED -> DECISION;
            case REFUSED, DEFERRED -> REFUSAL;
        };
    }

    static String line(Decision decision) {
        return word(decision.direction()) + " message=" + decision.message() + " partner=" + decision.partner()
                + " wanted=" + decision.wanted()
                + " version=" + decision.version().orElse("none")
                + " cipher=" + decision.cipherSuite().orElse("none")
                + " certificate="
                + decision.certificate().map(DecisionLog::word).orElse("none")
                + " verdict=" + word(decision.outcome())
                + optional("token", decision.token())
                + decision.reason().map(reason -> " reason=" + quoted(reason)).orElse("")
                + evidence(decision);
    }

    private static String evidence(Decision decision) {
        var text = new StringBuilder();
        decision.evidence()
                .forEach((key, value) -> text.append(' ')
                        .append(key)
                        .append('=')
                        .append(value.indexOf(' ') < 0 ? word(value) : quoted(value)));
        return text.toString();
    }

    private static String quoted(String text) {
        return '"' + plain(text).replace('"', '\'') + '"';
    }

    private static String optional(String key, Optional<String> value) {
        return value.map(text -> " " + key + "=" + plain(text)).orElse("");
    }

    /** One word, so that no blank in it starts another key. */
    private static String word(String text) {
        String plain = plain(text);
        return plain.indexOf(' ') < 0 && plain.indexOf('"') < 0 && isPrintableAscii(plain)
                ? plain
                : NOT_IN_A_WORD.matcher(plain).replaceAll("?");
    }

    /** What a peer chose (names in its certificate, its replies) must not forge log lines. */
    private static String plain(String text) {
        return isPrintableAscii(text) ? text : Printable.of(text);
    }

    private static boolean isPrintableAscii(String text) {
        return text.chars().allMatch(character -> character >= ' ' && character <= '~');
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
