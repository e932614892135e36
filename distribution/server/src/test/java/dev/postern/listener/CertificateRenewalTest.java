package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postern.certificate.CertificateFiles;
import dev.postern.certificate.UnusableCertificateException;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CipherSuites;
import dev.postern.tls.DnsName;
import dev.postern.tls.IssuedCertificate;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustingAnyone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The gateway's certificate changes while it runs. */
class CertificateRenewalTest {
    private static final CertificateAuthority CA = CertificateAuthority.create("Test CA");
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(ServerTls.class);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private CertificateFiles files;
    private IssuedCertificate old;
    private ServerTls tls;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        files = new CertificateFiles(directory.resolve("gateway.crt"), directory.resolve("gateway.key"));
        old = CA.issue("old.example.org").writeTo(files.certificate(), files.privateKey());
        tls = new ServerTls(files, TlsVersion.TLS_1_2, Clock.systemUTC());
        log.list = new CopyOnWriteArrayList<>(); // read while the watch writes
        log.start();
        LOGGER.addAppender(log);
    }

    @AfterEach
    void stop() {
        LOGGER.detachAppender(log);
    }

    @Test
    void newConnectionsGetTheRenewedCertificate() throws Exception {
        try (var listener = ListenerUnderTest.startTls(tls)) {
            var renewed = CA.issue("new.example.org").writeTo(files.certificate(), files.privateKey());
            tls.refresh();

            try (var client = RawSmtp.greetedBy(listener.address())) {
                assertThat(client.startTls(TrustingAnyone.context()).getPeerCertificates()[0])
                        .isEqualTo(renewed.certificate());
            }
            assertThat(errors()).isEmpty();
            assertThat(log.list)
                    .anyMatch(
                            event -> event.getFormattedMessage()
                                    .startsWith(
                                            "Reloaded the certificate: new connections use the certificate for new.example.org"));
        }
    }

    @Test
    void anUnchangedCertificateIsNotMentioned() {
        tls.refresh();

        assertThat(log.list).isEmpty();
    }

    @Test
    void aBrokenCertificateIsRefusedOnceLoudlyAndTheLastGoodOneStays() throws Exception {
        Files.writeString(files.certificate(), "rubbish");
        for (int look = 0; look < 5; look++) {
            tls.refresh();
        }

        assertThat(tls.certificate().certificate()).isEqualTo(old.certificate());
        assertThat(errors())
                .singleElement()
                .asString()
                .contains(files.certificate() + " has no certificate in it")
                .contains("New connections still use the certificate for old.example.org");
    }

    @Test
    void aKeyThatIsNotYetReplacedIsNoError() throws Exception {
        var renewed = CA.issue("new.example.org");
        Files.writeString(files.certificate(), renewed.chainPem());
        tls.refresh();
        Files.writeString(files.privateKey(), renewed.keyPem());
        tls.refresh();

        assertThat(errors()).isEmpty();
        assertThat(tls.certificate().certificate()).isEqualTo(renewed.certificate());
    }

    @Test
    void aCertificateThatIsMendedIsSaidToBe() throws Exception {
        Files.delete(files.privateKey());
        tls.refresh();
        tls.refresh();
        Files.writeString(files.privateKey(), old.keyPem());
        tls.refresh();

        assertThat(errors()).singleElement().asString().contains("does not exist");
        assertThat(log.list.get(1).getFormattedMessage()).startsWith("The certificate files are valid again");
    }

    @Test
    void aBrokenCertificateKeepsTheServerFromStarting() throws Exception {
        Files.writeString(files.privateKey(), CA.issue("other.example.org").keyPem());

        assertThatThrownBy(() -> new ServerTls(files, TlsVersion.TLS_1_2, Clock.systemUTC()))
                .isInstanceOf(UnusableCertificateException.class)
                .hasMessageContaining("does not belong to the first certificate");
    }

    @Test
    void aRenewedCertificateIsFoundWithinFiveSeconds() throws Exception {
        var scheduler = Executors.newSingleThreadScheduledExecutor();
        try {
            tls.watch(scheduler);
            var renewed = CA.issue("new.example.org").writeTo(files.certificate(), files.privateKey());

            Instant deadline = Instant.now().plusSeconds(60);
            while (!tls.certificate().certificate().equals(renewed.certificate())
                    && Instant.now().isBefore(deadline)) {
                Thread.onSpinWait();
            }
            assertThat(tls.certificate().certificate()).isEqualTo(renewed.certificate());
        } finally {
            scheduler.shutdownNow();
        }
    }

    @Test
    void whereThereIsNoCertificateASelfSignedOneIsMadeOnce(@TempDir Path empty) throws Exception {
        var absent = new CertificateFiles(empty.resolve("tls/gateway.crt"), empty.resolve("tls/gateway.key"));
        var hostname = new DnsName("gw.example.org");
        var made = ServerTls.ofFilesOrSelfSigned(
                absent, hostname, TlsVersion.TLS_1_2, CipherSuites.MODERN, Clock.systemUTC());
        var again = ServerTls.ofFilesOrSelfSigned(
                absent, hostname, TlsVersion.TLS_1_2, CipherSuites.MODERN, Clock.systemUTC());

        assertThat(made.certificate().describe()).startsWith("self-signed certificate for gw.example.org");
        assertThat(again.certificate()).isEqualTo(made.certificate());
        Files.delete(absent.privateKey());
        assertThatThrownBy(() -> ServerTls.ofFilesOrSelfSigned(
                        absent, hostname, TlsVersion.TLS_1_2, CipherSuites.MODERN, Clock.systemUTC()))
                .hasMessageContaining("gateway.key does not exist");
    }

    private List<String> errors() {
        return log.list.stream()
                .filter(event -> event.getLevel().equals(Level.ERROR))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
