package dev.postern.partnersfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.postern.config.ConfigurationException;
import dev.postern.partner.LoggedLines;
import dev.postern.partner.Partner;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.Partners;
import dev.postern.partner.PartnersListener;
import dev.postern.partner.PartnersYaml;
import dev.postern.tls.CertificateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartnersWatchTest {
    private static final String CONTOSO =
            "partners:\n- { name: contoso, domains: [contoso.test], outbound: { level: encrypt } }\n";
    private static final String FABRIKAM =
            "- { name: fabrikam, domains: [fabrikam.test], outbound: { level: encrypt } }\n";
    private static final String NORTHWIND =
            "- { name: northwind, domains: [northwind.test], outbound: { level: encrypt } }\n";
    private static final String BROKEN =
            "partners:\n- { name: contoso, domains: [contoso.test], outbound: { level: x } }\n";

    @TempDir
    private Path directory;

    private final LoggedLines log = new LoggedLines(PartnersWatch.class);
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void stopLogging() {
        log.close();
    }

    @Test
    void aChangeIsInForceAfterTwoLooksAndIsToldOnce() {
        try (PartnersWatch watch = watch(yaml().write(CONTOSO))) {
            yaml().write(CONTOSO + FABRIKAM);
            watch.poll();
            assertThat(names(watch)).containsExactly("contoso");
            watch.poll();
            assertThat(names(watch)).containsExactly("contoso", "fabrikam");
            settle(watch);
            assertThat(told).containsExactly("[contoso] to [contoso, fabrikam]");
            assertThat(log.at(Level.INFO))
                    .singleElement()
                    .asString()
                    .contains("added fabrikam: domains [fabrikam.test]");
        }
    }

    @Test
    void aFileStillBeingWrittenIsNotRead() {
        try (PartnersWatch watch = watch(yaml().write(CONTOSO + FABRIKAM))) {
            yaml().write(CONTOSO);
            watch.poll();
            yaml().write(CONTOSO + "#");
            watch.poll();
            yaml().write(CONTOSO + FABRIKAM);
            settle(watch);
            assertThat(told).isEmpty();
            assertThat(log.at(Level.ERROR)).isEmpty();
        }
    }

    @Test
    void aBadChangeLeavesTheLastGoodInForceAndIsToldOnce() {
        try (PartnersWatch watch = watch(yaml().write(CONTOSO))) {
            PartnerDirectory good = watch.current();
            yaml().write(BROKEN);
            settle(watch);
            settle(watch);
            assertThat(watch.current()).isSameAs(good);
            assertThat(log.at(Level.ERROR))
                    .singleElement()
                    .asString()
                    .contains("Rejected the change of", "the last good partners stay in force")
                    .contains("partners.yaml:2: partners[0].outbound.level: \"x\" is not a valid TLS security level.");
            yaml().write(CONTOSO + FABRIKAM);
            settle(watch);
            assertThat(names(watch)).containsExactly("contoso", "fabrikam");
        }
    }

    @Test
    void aDeletedFileDoesNotFreeAnybodyFromTheirRule() throws IOException {
        try (PartnersWatch watch = watch(yaml().write(CONTOSO))) {
            Files.delete(directory.resolve("partners.yaml"));
            settle(watch);
            settle(watch);
            assertThat(names(watch)).containsExactly("contoso");
            assertThat(log.at(Level.ERROR)).singleElement().asString().contains("the file does not exist");
        }
    }

    @Test
    void anEmptiedFileDoesNotFreeAnybodyFromTheirRule() {
        try (PartnersWatch watch = watch(yaml().write(CONTOSO))) {
            yaml().write("");
            settle(watch);
            assertThat(names(watch)).containsExactly("contoso");
        }
    }

    @Test
    void aPartnerCannotClaimAnOwnDomainLater() {
        var yaml = new PartnersYaml(directory, "fabrikam.test").write(CONTOSO);
        try (PartnersWatch watch = watch(yaml)) {
            yaml.write(CONTOSO + FABRIKAM);
            settle(watch);
            assertThat(names(watch)).containsExactly("contoso");
            assertThat(log.at(Level.ERROR)).singleElement().asString().contains("one of the gateway's own domains");
        }
    }

    @Test
    void aChangeWithTheSameLengthAndTimeIsSeen() throws IOException {
        Path file = directory.resolve("partners.yaml");
        FileTime time = FileTime.from(Instant.EPOCH);
        yaml().write(CONTOSO);
        Files.setLastModifiedTime(file, time);
        try (PartnersWatch watch = watch(yaml())) {
            yaml().write(CONTOSO.replace("contoso.test", "c0nt0s0.test"));
            Files.setLastModifiedTime(file, time);
            settle(watch);
            assertThat(log.at(Level.INFO))
                    .singleElement()
                    .asString()
                    .endsWith("changed contoso: domains from [contoso.test] to [c0nt0s0.test]");
        }
    }

    @Test
    void aSymbolicLinkThatIsSetToAnotherDirectoryIsSeen() throws IOException {
        Path first = Files.createDirectory(directory.resolve("first"));
        Path second = Files.createDirectory(directory.resolve("second"));
        new PartnersYaml(first).write(CONTOSO);
        new PartnersYaml(second).write(CONTOSO + FABRIKAM);
        Path link = Files.createSymbolicLink(directory.resolve("conf"), first);
        try (PartnersWatch watch = watch(new PartnersYaml(link))) {
            Path other = Files.createSymbolicLink(directory.resolve("conf.new"), second);
            Files.move(other, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            settle(watch);
            assertThat(names(watch)).containsExactly("contoso", "fabrikam");
        }
    }

    @Test
    void aTrustAnchorThatIsReplacedIsInForce() {
        var old = CertificateAuthority.create("Contoso CA");
        var renewed = CertificateAuthority.create("Contoso CA");
        yaml().write("ca.pem", old.own().chainPem()).write("""
                partners:
                - name: contoso
                  domains: [contoso.test]
                  outbound: { level: encrypt }
                  inbound: { clientCertificate: { names: [mail.contoso.test], trustAnchors: ca.pem } }
                """);
        try (PartnersWatch watch = watch(yaml())) {
            yaml().write("ca.pem", renewed.own().chainPem());
            settle(watch);
            assertThat(watch.current().named("contoso").orElseThrow().inbound().tls())
                    .isEqualTo(yaml().onlyPartner().inbound().tls());
            assertThat(log.at(Level.INFO))
                    .singleElement()
                    .asString()
                    .contains("contoso: inbound.clientCertificate.trustAnchors from [sha256:");
            yaml().write("ca.pem", "half a certificate");
            settle(watch);
            assertThat(log.at(Level.ERROR)).singleElement().asString().contains("the file has no certificate");
        }
    }

    @Test
    void wordsThatChangeNothingAreNotAChange() {
        try (PartnersWatch watch = watch(yaml().write(CONTOSO))) {
            yaml().write("# a comment\n" + CONTOSO);
            settle(watch);
            assertThat(told).isEmpty();
            assertThat(log.at(Level.INFO))
                    .singleElement()
                    .asString()
                    .startsWith("Reloaded ")
                    .endsWith(": no partner changed");
        }
    }

    @Test
    void aListenerThatFailsKeepsNothingFromTheOthers() {
        try (PartnersWatch watch =
                watch(yaml().write("partners:\n" + FABRIKAM + CONTOSO.substring(10)), (before, now) -> {
                    throw new IllegalStateException("a listener of the test");
                })) {
            watch.addListener((before, now) -> told.add("the second"));
            yaml().write("partners:\n" + FABRIKAM);
            settle(watch);
            assertThat(told).containsExactly("the second");
            assertThat(log.at(Level.INFO))
                    .singleElement()
                    .asString()
                    .contains("removed contoso: its domains were [contoso.test]");
        }
    }

    @Test
    void aFileThatLosesMostPartnersIsRejectedUntilItIsConfirmed() throws IOException {
        try (PartnersWatch watch = watch(yaml().write(CONTOSO + FABRIKAM + NORTHWIND))) {
            yaml().write(CONTOSO);
            settle(watch);
            settle(watch);
            assertThat(names(watch)).containsExactly("contoso", "fabrikam", "northwind");
            assertThat(log.at(Level.ERROR))
                    .singleElement()
                    .asString()
                    .contains("no longer names 2 of 3 partners: fabrikam, northwind", "postern partners accept");

            Files.writeString(directory.resolve("partners.accepted"), "0123  partners.yaml\n");
            settle(watch);
            assertThat(names(watch)).hasSize(3);

            new PartnersConfirmation(yaml().file().path()).write(yaml().file().read(), Instant.EPOCH);
            settle(watch);
            assertThat(names(watch)).containsExactly("contoso");
            assertThat(told).hasSize(1);
        }
    }

    /** What was confirmed was one content, not whatever stands there later. */
    @Test
    void aConfirmationIsForOneContentOnly() throws IOException {
        try (PartnersWatch watch = watch(yaml().write(CONTOSO + FABRIKAM + NORTHWIND))) {
            yaml().write(CONTOSO);
            new PartnersConfirmation(yaml().file().path()).write(yaml().file().read(), Instant.EPOCH);
            yaml().write("partners: []\n");
            settle(watch);
            settle(watch);
            assertThat(names(watch)).hasSize(3);
        }
    }

    @Test
    void aConfirmationServesOnceAndTheNextOneOfTheSameContentAgain() throws IOException {
        try (PartnersWatch watch = watch(yaml().write(CONTOSO + FABRIKAM + NORTHWIND))) {
            var confirmation = new PartnersConfirmation(yaml().file().path());
            yaml().write(CONTOSO);
            confirmation.write(yaml().file().read(), Instant.EPOCH);
            settle(watch);
            settle(watch);
            assertThat(names(watch)).containsExactly("contoso");
            yaml().write(CONTOSO + FABRIKAM + NORTHWIND);
            settle(watch);
            assertThat(names(watch)).hasSize(3);

            yaml().write(CONTOSO);
            settle(watch);
            settle(watch);
            assertThat(names(watch)).as("the confirmation is still there").hasSize(3);

            confirmation.write(yaml().file().read(), Instant.EPOCH.plusSeconds(1));
            settle(watch);
            assertThat(names(watch)).containsExactly("contoso");
        }
    }

    @Test
    void theLastPartnerOfAFileIsNotLostUnconfirmed() {
        try (PartnersWatch watch = watch(yaml().write(CONTOSO))) {
            yaml().write("partners: []\n");
            settle(watch);
            settle(watch);
            assertThat(names(watch)).containsExactly("contoso");
            yaml().write(CONTOSO + FABRIKAM);
            settle(watch);
            assertThat(names(watch)).containsExactly("contoso", "fabrikam");
        }
    }

    @Test
    void partnersThatAreRenamedAreNotLost() {
        try (PartnersWatch watch = watch(yaml().write(CONTOSO))) {
            yaml().write(CONTOSO.replace("name: contoso", "name: contoso-ltd"));
            settle(watch);
            assertThat(names(watch)).containsExactly("contoso-ltd");
        }
    }

    @Test
    void looksByItselfOnceStarted() throws InterruptedException {
        var changed = new CountDownLatch(1);
        try (PartnersWatch watch = watch(yaml().write(CONTOSO), (before, now) -> changed.countDown())) {
            watch.start();
            yaml().write(CONTOSO + FABRIKAM);
            assertThat(changed.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aFirstReadingWithProblemsIsNoBeginning() {
        PartnersFile file = yaml().write(BROKEN).file();
        assertThatThrownBy(() -> new PartnersWatch(file, file.read()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is not a valid TLS security level");
    }

    private PartnersWatch watch(PartnersYaml yaml) {
        return watch(yaml, (before, now) -> told.add(names(before) + " to " + names(now)));
    }

    private static PartnersWatch watch(PartnersYaml yaml, PartnersListener listener) {
        var watch = new PartnersWatch(yaml.file(), yaml.file().read());
        watch.addListener(listener);
        return watch;
    }

    private PartnersYaml yaml() {
        return new PartnersYaml(directory);
    }

    private static void settle(PartnersWatch watch) {
        watch.poll();
        watch.poll();
    }

    private static List<String> names(Partners partners) {
        return names(partners.current());
    }

    private static List<String> names(PartnerDirectory partners) {
        return partners.partners().stream().map(Partner::name).toList();
    }
}
