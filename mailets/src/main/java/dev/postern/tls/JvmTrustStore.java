package dev.postern.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The roots that this JVM trusts ({@code cacerts}, or {@code javax.net.ssl.trustStore}), as they are now: systems renew that file
 * while the JVM runs. Looks at the file every ten seconds at most, and reads it when it was replaced or written; a store that cannot
 * be read, or is empty, is an ERROR, the last good roots stay, and each look tries again: the reason may be a passing one. Safe for
 * any thread.
 */
final class JvmTrustStore implements Supplier<Set<X509Certificate>> {
    static final JvmTrustStore INSTANCE = new JvmTrustStore(System::nanoTime);

    private static final Logger LOGGER = LoggerFactory.getLogger(JvmTrustStore.class);
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final String NOT_READ = "";

    private final LongSupplier nanoTime;
    private Set<X509Certificate> roots = Set.of();
    /** What the file was like when it was read. */
    private String state = NOT_READ;
    /** What it was like when an error was logged. */
    private String reported = NOT_READ;

    private long looked;

    /** @param nanoTime a clock that only goes forward */
    JvmTrustStore(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @throws IllegalStateException if it was never read, and cannot be read now */
    @Override
    public synchronized Set<X509Certificate> get() {
        long now = nanoTime.getAsLong();
        if (roots.isEmpty() || now - looked >= INTERVAL.toNanos()) {
            looked = now;
            look();
        }
        return roots;
    }

    private void look() {
        String found = stateOf(file());
        if (!roots.isEmpty() && found.equals(state)) {
            return;
        }
        try {
            Set<X509Certificate> now = read();
            if (!roots.isEmpty() && !now.equals(roots)) {
                LOGGER.info("Reloaded the JVM's trust store {}: roots={}, before={}", file(), now.size(), roots.size());
            }
            roots = now;
            state = found;
            reported = NOT_READ;
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            if (roots.isEmpty()) {
                throw new IllegalStateException("this JVM's trust store " + file() + " cannot be read", e);
            }
            report(found, e);
        }
    }

    private void report(String found, Exception problem) {
        if (!found.equals(reported)) {
            LOGGER.error(
                    "Could not read the JVM's changed trust store {}; the {} roots before it stay in force: {}",
                    file(),
                    roots.size(),
                    problem.getMessage());
        }
        reported = found;
    }

    /** Not by JSSE, which keeps what it read before of a file that it cannot read, or whose time is the same. */
    private static Set<X509Certificate> read() throws GeneralSecurityException, IOException {
        if (!Files.isReadable(file())) {
            throw new IllegalStateException("it is not a readable file"); // JSSE would fall back to another one
        }
        KeyStore store = store();
        try (InputStream in = Files.newInputStream(file())) {
            store.load(
                    in,
                    property("javax.net.ssl.trustStorePassword")
                            .map(String::toCharArray)
                            .orElse(null));
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        Set<X509Certificate> roots = Stream.of(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Stream.of(((X509TrustManager) manager).getAcceptedIssuers()))
                .collect(Collectors.toUnmodifiableSet());
        if (roots.isEmpty()) {
            throw new IllegalStateException("it has no certificate");
        }
        return roots;
    }

    /** An empty one, of the kind that JSSE would take. */
    private static KeyStore store() throws GeneralSecurityException {
        String type = property("javax.net.ssl.trustStoreType").orElse(KeyStore.getDefaultType());
        Optional<String> provider = property("javax.net.ssl.trustStoreProvider");
        return provider.isPresent() ? KeyStore.getInstance(type, provider.get()) : KeyStore.getInstance(type);
    }

    private static Optional<String> property(String name) {
        return Optional.ofNullable(System.getProperty(name)).filter(value -> !value.isEmpty());
    }

    /** As JSSE looks for it. */
    private static Path file() {
        Path security = Path.of(System.getProperty("java.home"), "lib", "security");
        return Optional.ofNullable(System.getProperty("javax.net.ssl.trustStore"))
                .map(Path::of)
                .or(() -> Optional.of(security.resolve("jssecacerts")).filter(Files::exists))
                .orElse(security.resolve("cacerts"));
    }

    /** Differs if it was replaced or written. */
    private static String stateOf(Path file) {
        try {
            // A package may give both stores the same time, and a file system the number of the old file to the new
            // one.
            boolean hasChangeTime =
                    file.getFileSystem().supportedFileAttributeViews().contains("unix");
            return Files.readAttributes(file, hasChangeTime ? "unix:ctime,size" : "lastModifiedTime,size") + " "
                    + file.toRealPath();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
