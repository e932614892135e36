package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postern.admission.Admission;
import dev.postern.admission.Clients;
import dev.postern.admission.RateLimits;
import dev.postern.certificate.CertificateFiles;
import dev.postern.partner.PartnerDirectory;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TlsVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What the log says of a load balancer's and a scanner's connections. */
class VisitsWithoutMailTest {
    private static final int CHECKS = 20;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Admission admission =
            new Admission(new Clients(List.of(), PartnerDirectory::empty), RateLimits.NONE, System::nanoTime);
    private ListenerUnderTest listener;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        logger().setLevel(Level.INFO);
        logger().addAppender(log);
        var files = new CertificateFiles(directory.resolve("gateway.crt"), directory.resolve("gateway.key"));
        CertificateAuthority.create("Test CA").issue("gw.example.org").writeTo(files.certificate(), files.privateKey());
        listener = ListenerUnderTest.with(admission, new ServerTls(files, TlsVersion.TLS_1_2, Clock.systemUTC()));
    }

    @AfterEach
    void stop() {
        listener.close();
        logger().detachAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("dev.postern");
    }

    private List<String> lines() {
        return log.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains("127.0.0.1"))
                .toList();
    }

    @Test
    void connectionsThatSayNothingOrQuitOrLeaveInTheHandshakeAreOneLine() throws IOException {
        for (int check = 0; check < CHECKS; check++) {
            RawSmtp.greetedBy(listener.address()).close();
            try (var polite = RawSmtp.greetedBy(listener.address())) {
                polite.command("EHLO check.test");
                polite.command("QUIT");
            }
            try (var scanner = RawSmtp.greetedBy(listener.address())) {
                scanner.command("STARTTLS");
            }
        }
        await(() -> listener.openSessions() == 0);
        admission.report();

        assertThat(lines())
                .filteredOn(line -> line.contains("brought no mail"))
                .singleElement()
                .asString()
                .startsWith(3 * CHECKS + " connections from 127.0.0.1 brought no mail, failed=")
                .contains("the client closed the connection");
        assertThat(lines()).hasSizeLessThan(6);
        assertThat(lines().get(0)).contains("127.0.0.1", "the client closed the connection");
    }

    @Test
    void connectionsToThePortOfTlsThatAreNotLetInHaveNoLineOfTheirOwn(@TempDir Path directory) throws Exception {
        var files = new CertificateFiles(directory.resolve("gateway.crt"), directory.resolve("gateway.key"));
        CertificateAuthority.create("Test CA").issue("gw.example.org").writeTo(files.certificate(), files.privateKey());
        try (var implicit = ListenerUnderTest.start(
                        new ServerTls(files, TlsVersion.TLS_1_2, Clock.systemUTC()),
                        "<bind>127.0.0.1:0</bind><tls socketTLS=\"true\"/><connectionLimitPerIP>1</connectionLimitPerIP>");
                var first = RawSmtp.to(implicit.address())) {
            await(() -> implicit.openSessions() == 1);
            for (int check = 0; check < CHECKS; check++) {
                try (var rejected = RawSmtp.to(implicit.address())) {
                    assertThat(rejected.rest()).isEmpty();
                }
            }
            assertThat(implicit.openSessions()).isEqualTo(1);
            assertThat(lines()).noneMatch(line -> line.contains("TLS handshake"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:<a@x.test>",
                "mail from:<a@x.test>",
                "  MAIL FROM:<a@x.test>",
                "\tMAIL FROM:<a@x.test>"
            })
    void aConnectionWithAMessageIsNotCounted(String mail) throws IOException {
        try (var client = RawSmtp.greetedBy(listener.address())) {
            client.command("EHLO client.test");
            assertThat(client.command(mail)).startsWith("250");
            client.command("QUIT");
        }
        await(() -> listener.openSessions() == 0);
        admission.report();

        assertThat(lines()).noneMatch(line -> line.contains("brought no mail"));
    }

    private static void await(BooleanSupplier condition) {
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
