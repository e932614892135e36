package dev.postern.sender;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Reorders text with Unicode direction overrides (UAX #9) as it is displayed: {@code tset.osotnoc@bob} after such a
 * character looks like {@code bob@contoso.test}. Takes time in proportion to the text.
 */
public final class DirectionOverrides {
    private static final char RIGHT_TO_LEFT = '\u202E';
    /** The same in UTF-8, one char per octet. */
    private static final String OCTETS = "\u00E2\u0080\u00AE";

    /** As UAX #9 has it. */
    private static final int DEEPEST = 125;

    private final Deque<Stretch> open = new ArrayDeque<>();

    private record Stretch(boolean reversed, StringBuilder text) {
        String shown() {
            return reversed ? new StringBuilder(text).reverse().toString() : text.toString();
        }

        /** Its place depends on the direction around it; its own direction does not. */
        void add(String shown) {
            text.append(reversed ? new StringBuilder(shown).reverse().toString() : shown);
        }
    }

    private DirectionOverrides() {}

    /** Returns whether letters are forced from right to left anywhere in the text, which may be octets as well. */
    public static boolean isReversed(String text) {
        return text.indexOf(RIGHT_TO_LEFT) >= 0 || text.contains(OCTETS);
    }

    /** Returns the text in the order in which it is shown. */
    static String shown(String text) {
        return text.indexOf(RIGHT_TO_LEFT) < 0 ? text : new DirectionOverrides().read(text);
    }

    private String read(String text) {
        open.push(new Stretch(false, new StringBuilder()));
        int deeper = 0;
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            switch (character) {
                case RIGHT_TO_LEFT, '\u202A', '\u202B', '\u202D', '\u2066', '\u2067', '\u2068' -> {
                    if (open.size() > DEEPEST) {
                        deeper++;
                    } else {
                        open.push(new Stretch(character == RIGHT_TO_LEFT, new StringBuilder()));
                    }
                }
                case '\u202C', '\u2069' -> {
                    if (deeper > 0) {
                        deeper--;
                    } else if (open.size() > 1) {
                        end();
                    }
                }
                default -> open.element().text().append(character);
            }
        }
        while (open.size() > 1) {
            end();
        }
        return open.pop().shown();
    }

    private void end() {
        String shown = open.pop().shown();
        open.element().add(shown);
    }
}
