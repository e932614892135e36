package dev.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import dev.postern.smtpclient.Host;
import dev.postern.tls.TlsFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever keeps a message, or returns it, stands in {@code docs/replies.md} with the status that notices give it. */
class RepliesPageTest {
    private static final Pattern STATUS = Pattern.compile("`[45]\\.([0-9x]+\\.[0-9y]+)`");
    private static final Host HOST = new Host("mx.contoso.test", InetAddress.getLoopbackAddress(), 25);

    private final List<Row> rows = rows();

    /** A line of the table: statuses without their class, of mail that waits and of mail that is returned, and the words. */
    private record Row(Set<String> waiting, Set<String> returned, String words) {
        boolean has(String status) {
            return waiting.contains(status) || returned.contains(status);
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"TLS", "NONE"},
            mode = EnumSource.Mode.EXCLUDE)
    void eachTroubleStandsThere(FailureKind trouble) {
        String status = trouble == FailureKind.REPLY ? "x.y" : trouble.status();

        assertThat(rows)
                .as("a row of %s with: %s", status, words(trouble))
                .anyMatch(row -> row.has(status) && row.words().contains(words(trouble)));
    }

    @ParameterizedTest
    @EnumSource
    void eachTlsFailureStandsThereWithItsTwoStatuses(TlsFailure failure) {
        Cause cause = Cause.tls(failure, "why", HOST);

        assertThat(rows)
                .filteredOn(row -> row.words().contains("`" + failure.token() + "`"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.waiting())
                            .containsExactly(cause.delayedStatus().substring(2));
                    assertThat(row.returned())
                            .containsExactly(cause.finalStatus().substring(2));
                });
    }

    /** What the page says of it; a new trouble has no words yet, and does not compile. */
    private static String words(FailureKind trouble) {
        return switch (trouble) {
            case REPLY -> "the far server's own enhanced status";
            case TLS, NONE -> throw new IllegalArgumentException(trouble + " has no row of its own");
            case NO_DOMAIN -> "or is not a valid domain name";
            case NO_SUCH_DOMAIN -> "the domain has neither MX nor address";
            case RECIPIENT_ADDRESS -> "the recipient's, or";
            case SENDER_ADDRESS -> "the sender's, address";
            case NO_MAIL_WANTED -> "a null MX";
            case OUR_FAULT -> "processing it failed";
            case RULE_WITHDRAWN -> "the partner's entry was removed";
            case RELAY_DENIED -> "the gateway does not relay to it";
            case RULE_CHANGED -> "the rule changed during the attempt";
            case AUTHENTICATION -> "rejected the login";
            case TOO_LARGE -> "larger than the server says";
            case UNREACHABLE -> "no connection";
            case BROKE_OFF -> "it broke";
            case REPLY_LOST -> "may have arrived";
            case DNS_SILENT -> "the DNS gave no answer";
            case NO_ADDRESS -> "has an address in the DNS";
            case CONGESTION -> "busy with other messages";
            case RATE -> "`rate`";
            case RESERVED_ADDRESS -> "networks that are not part of the internet";
            case MAIL_LOOP -> "the DNS leads the domain's mail back";
            case NEXT_HOP_LOOP -> "the configured `nextHop` is this gateway";
            case NO_SMTP -> "the server sends invalid SMTP replies";
            case ADDRESS_BEYOND_ASCII -> "an address has characters beyond ASCII";
            case HEADER_BEYOND_ASCII -> "internationalized message";
        };
    }

    private static List<Row> rows() {
        try {
            return Files.readAllLines(Path.of("../docs/replies.md")).stream()
                    .flatMap(line -> row(line).stream())
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A line of the table whose first two cells are statuses, or nothing. */
    private static Optional<Row> row(String line) {
        String[] cells = line.split("\\|", -1);
        if (cells.length != 7) {
            return Optional.empty();
        }
        var row = new Row(
                statuses(cells[1]),
                statuses(cells[2]),
                String.join(" ", Arrays.asList(cells).subList(3, 5)));
        return Optional.of(row)
                .filter(read -> !read.waiting().isEmpty() || !read.returned().isEmpty());
    }

    private static Set<String> statuses(String cell) {
        var found = new TreeSet<String>();
        STATUS.matcher(cell).results().forEach(match -> found.add(match.group(1)));
        return found;
    }
}
