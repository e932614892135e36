package dev.postern.sender;

import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What readers may see in decoded text, as each of them leaves out something else: comments, quotes, brackets, blanks,
 * characters without a shape. Compatibility forms such as a full-width {@code @} are folded into the plain ones. Each step
 * takes time in proportion to the text.
 */
final class FieldReadings {
    private static final int COMMENTS_IN_COMMENTS = 3;
    private static final Pattern COMMENT = Pattern.compile("\\([^()]*+\\)");
    private static final Pattern QUOTED_PAIR = Pattern.compile("\\\\[()\\\\\"]");
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}&&[^\\s]]");
    private static final Pattern ERASED = Pattern.compile("[^\b]\b");

    private static final List<UnaryOperator<String>> OMISSIONS = List.of(
            text -> text,
            text -> INVISIBLE.matcher(text).replaceAll(""),
            text -> text.replaceAll("[\"'`\\\\]|" + INVISIBLE, ""),
            text -> text.replaceAll("[^\\p{L}\\p{M}\\p{N}\\s@._-]", ""));

    private static final List<UnaryOperator<String>> BLANKS =
            List.of(text -> text, FieldReadings::tight, text -> text.replaceAll("\\s", ""));

    private FieldReadings() {}

    static Set<String> of(String decoded) {
        String text = folded(decoded);
        Set<String> readings = new LinkedHashSet<>();
        for (String commented : new LinkedHashSet<>(
                List.of(text, QUOTED_PAIR.matcher(text).replaceAll(""), DirectionOverrides.shown(text)))) {
            for (String uncommented : withoutComments(commented)) {
                for (UnaryOperator<String> omission : OMISSIONS) {
                    String shown = omission.apply(uncommented);
                    BLANKS.forEach(blanks -> readings.add(blanks.apply(shown)));
                }
            }
        }
        readings.add(ERASED.matcher(text).replaceAll(""));
        return readings;
    }

    /** The plainest of them. */
    static Stream<String> few(String decoded) {
        String text = folded(decoded);
        return Stream.of(text, tight(text));
    }

    private static String folded(String decoded) {
        return Normalizer.normalize(decoded, Normalizer.Form.NFKC).replace('\u3002', '.');
    }

    private static Set<String> withoutComments(String text) {
        Set<String> readings = new LinkedHashSet<>();
        readings.add(text);
        if (text.indexOf('(') >= 0) {
            String outer = text;
            for (int depth = 0; depth < COMMENTS_IN_COMMENTS; depth++) {
                outer = COMMENT.matcher(outer).replaceAll("");
                readings.add(outer);
            }
            readings.add(withoutNested(text));
        }
        return readings;
    }

    /** Leaves out each bracket that is closed with all that stands in it; one that is not closed stays. */
    private static String withoutNested(String text) {
        var kept = new StringBuilder();
        Deque<Integer> open = new ArrayDeque<>();
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if (character == ')' && !open.isEmpty()) {
                kept.setLength(open.pop());
            } else {
                if (character == '(') {
                    open.push(kept.length());
                }
                kept.append(character);
            }
        }
        return kept.toString();
    }

    /** Leaves out blanks around dots and {@code @} (RFC 5322 §4.4). */
    private static String tight(String text) {
        var kept = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            boolean joins = character == '.' || character == '@';
            if (joins) {
                int end = kept.length();
                while (end > 0 && Character.isWhitespace(kept.charAt(end - 1))) {
                    end--;
                }
                kept.setLength(end);
            }
            boolean afterJoin = kept.length() > 0 && ".@".indexOf(kept.charAt(kept.length() - 1)) >= 0;
            if (!(afterJoin && Character.isWhitespace(character))) {
                kept.append(character);
            }
        }
        return kept.toString();
    }
}
