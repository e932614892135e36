package dev.postern.scenarios.queue;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import dev.postern.testing.smtp.Letter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One message that the gateway was given, what of it must arrive if it was accepted, and what has arrived. Safe for any
 * thread.
 */
final class Promise {
    private static final int HEAD = 1200;
    private static final int EXCERPT = 60;

    final String marker;
    final List<String> recipients;
    final boolean toRepository;
    private final HashCode hash;
    private final String head;
    private final int length;
    private final Map<String, Integer> arrivals = new ConcurrentHashMap<>();
    private volatile boolean accepted;

    /** @param toRepository whether it must come to lie in a repository rather than go anywhere */
    Promise(Letter letter, List<String> recipients, boolean toRepository) {
        this.marker = letter.marker();
        this.recipients = List.copyOf(recipients);
        this.toRepository = toRepository;
        this.length = letter.content().length();
        this.hash = hash(letter.content());
        this.head = head(letter.content());
    }

    /** The client has read its 250. */
    void accept() {
        accepted = true;
    }

    boolean isAccepted() {
        return accepted;
    }

    /** Whether that is the message, byte for byte. */
    boolean isSame(String content) {
        return content.length() == length && hash(content).equals(hash);
    }

    /** Where that differs from the message, for whoever has to find out why. */
    String difference(String content) {
        String other = head(content);
        int at = 0;
        while (at < Math.min(head.length(), other.length()) && head.charAt(at) == other.charAt(at)) {
            at++;
        }
        return "%d bytes; from byte %d on [%s], sent were [%s]"
                .formatted(content.length(), at, excerpt(other, at), excerpt(head, at));
    }

    private static String excerpt(String head, int from) {
        return head.substring(from, Math.min(head.length(), from + EXCERPT));
    }

    private static String head(String content) {
        return content.substring(0, Math.min(HEAD, content.length()));
    }

    void arrive(String recipient) {
        arrivals.merge(recipient, 1, Integer::sum);
    }

    /** Who it was promised to and has not come to. */
    List<String> missing() {
        return recipients.stream()
                .filter(recipient -> !arrivals.containsKey(recipient))
                .toList();
    }

    /** How often it came to somebody who had it already. */
    int duplicates() {
        return arrivals.values().stream().mapToInt(times -> times - 1).sum();
    }

    private static HashCode hash(String content) {
        return Hashing.sha256().hashString(content, StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return marker + " (" + length + " bytes) to " + missing() + " of " + recipients;
    }
}
