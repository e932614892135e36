package dev.postern.testing.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * What a scenario needs of the machine: a Debian package, or root. The variables of the environment do not begin with
 * {@code POSTERN_}: those are the gateway's, and one that is no key of its configuration stops it.
 */
public final class RealPeer {
    /** Where {@code peers/install} puts servers. */
    static final String PLACE = "MAIL_PEERS";

    /** {@code true}: what is missing is a failure and not a skip. */
    static final String REQUIRED = "REQUIRE_MAIL_PEERS";

    private static final List<String> PLACES = List.of("/usr/sbin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin");

    private RealPeer() {}

    /** Skips the test unless that command of that Debian package is installed; fails it instead if peers are required. */
    public static Path command(String command, String debianPackage) {
        List<Path> found = PLACES.stream()
                .map(place -> Path.of(place, command))
                .filter(Files::isExecutable)
                .toList();
        need(!found.isEmpty(), command + " is not installed: apt-get install " + debianPackage);
        return found.get(0);
    }

    /** As {@link #command}, for a server that {@code peers/install} puts into a folder of that name. */
    public static Path installed(String server) {
        Path peers = Optional.ofNullable(System.getenv(PLACE))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "postern", "peers"));
        Path home = peers.resolve(server);
        need(
                Files.isDirectory(home),
                server + " is not in " + peers + ": integration-tests/peers/install puts it there");
        return home;
    }

    /** As {@link #command}, for a server that starts as root only. */
    public static void root(String server) {
        need("root".equals(System.getProperty("user.name")), server + " needs root to start");
    }

    public static void need(boolean there, String otherwise) {
        need(there, otherwise, System.getenv());
    }

    static void need(boolean there, String otherwise, Map<String, String> environment) {
        if (there) {
            return;
        }
        if ("true".equals(environment.get(REQUIRED))) {
            Assertions.fail(otherwise);
        }
        Assumptions.abort(otherwise);
    }
}
