package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JvmTrustStoreTest {
    private static final String PROPERTY = "javax.net.ssl.trustStore";
    private static final String PASSWORD = "javax.net.ssl.trustStorePassword";
    private static final X509Certificate OLD =
            CertificateAuthority.create("Old root").certificate();
    private static final X509Certificate NEW =
            CertificateAuthority.create("New root").certificate();

    private final Optional<String> before = Optional.ofNullable(System.getProperty(PROPERTY));
    private Path file;
    private long now = 42;
    private int writes;
    private final JvmTrustStore store = new JvmTrustStore(() -> now);

    @BeforeEach
    void use(@TempDir Path folder) {
        file = folder.resolve("cacerts");
        System.setProperty(PROPERTY, file.toString());
    }

    @AfterEach
    void restore() {
        System.clearProperty(PASSWORD);
        before.ifPresentOrElse(value -> System.setProperty(PROPERTY, value), () -> System.clearProperty(PROPERTY));
    }

    private void write(X509Certificate... roots) throws Exception {
        var keys = KeyStore.getInstance("JKS");
        keys.load(null, null);
        for (X509Certificate root : roots) {
            keys.setCertificateEntry(root.getSubjectX500Principal().getName(), root);
        }
        Path draft = file.resolveSibling("draft");
        try (OutputStream out = Files.newOutputStream(draft)) {
            keys.store(out, "changeit".toCharArray());
        }
        replaceBy(draft);
    }

    /** Each file is some seconds younger than the one before, as it would be. */
    private void replaceBy(Path draft) throws Exception {
        writes++;
        Files.setLastModifiedTime(
                draft, FileTime.from(Instant.now().minus(Duration.ofHours(1).minusSeconds(5L * writes))));
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void aReplacedStoreIsReadAgainWithinTenSeconds() throws Exception {
        write(OLD);
        assertThat(store.get()).containsExactly(OLD);

        write(OLD, NEW);
        pass(Duration.ofSeconds(9));
        assertThat(store.get())
                .as("the file is looked at every ten seconds at most")
                .containsExactly(OLD);
        pass(Duration.ofSeconds(1));
        assertThat(store.get()).containsExactlyInAnyOrder(OLD, NEW);

        write(NEW);
        pass(Duration.ofSeconds(10));
        assertThat(store.get()).as("a root that was withdrawn").containsExactly(NEW);
    }

    @Test
    void whatCannotBeReadLeavesTheLastGoodRoots() throws Exception {
        write(OLD);
        assertThat(store.get()).containsExactly(OLD);

        replaceBy(Files.writeString(file.resolveSibling("draft"), "half a sto"));
        pass(Duration.ofSeconds(10));
        assertThat(store.get()).containsExactly(OLD);

        Files.delete(file);
        pass(Duration.ofSeconds(10));
        assertThat(store.get()).containsExactly(OLD);

        write(NEW);
        pass(Duration.ofSeconds(10));
        assertThat(store.get()).containsExactly(NEW);
    }

    /** An empty store would have every partner's certificate rejected, from one moment to the next. */
    @Test
    void anEmptyStoreLeavesTheLastGoodRoots() throws Exception {
        write(OLD);
        assertThat(store.get()).containsExactly(OLD);

        write();
        pass(Duration.ofSeconds(10));
        assertThat(store.get()).containsExactly(OLD);
    }

    @Test
    void whatCouldNotBeReadForAMomentIsReadLater() throws Exception {
        write(OLD);
        assertThat(store.get()).containsExactly(OLD);

        write(NEW);
        System.setProperty(PASSWORD, "not the one");
        pass(Duration.ofSeconds(10));
        assertThat(store.get()).containsExactly(OLD);

        System.clearProperty(PASSWORD);
        pass(Duration.ofSeconds(10));
        assertThat(store.get())
                .as("a root that was withdrawn, though the file is as it was")
                .containsExactly(NEW);
    }

    /** As packages are built with the same time in all files, and names of the same length. */
    @Test
    void aStoreOfTheSameTimeAndSizeIsReadToo() throws Exception {
        write(OLD);
        FileTime time = Files.getLastModifiedTime(file);
        long size = Files.size(file);
        assertThat(store.get()).containsExactly(OLD);

        X509Certificate other = OLD;
        for (int i = 0; other.equals(OLD) || Files.size(file) != size; i++) {
            assertThat(i).as("signatures differ in length by few octets").isLessThan(100);
            other = CertificateAuthority.create("New root").certificate();
            write(other);
        }
        Files.setLastModifiedTime(file, time);
        pass(Duration.ofSeconds(10));
        assertThat(store.get()).containsExactly(other);
    }

    @Test
    void aStoreThatWasNeverGoodIsAnError() {
        assertThatThrownBy(store::get).isInstanceOf(IllegalStateException.class).hasMessageContaining("cacerts");
    }

    @Test
    void theRootsOfTheJvmAreEqualToThemselvesOnly() {
        restore();
        TrustAnchors roots = TrustAnchors.ofJvm();

        assertThat(roots).isEqualTo(TrustAnchors.ofJvm()).isNotEqualTo(new TrustAnchors(roots.certificates()));
        assertThat(new TrustAnchors(roots.certificates())).isNotEqualTo(roots);
    }
}
