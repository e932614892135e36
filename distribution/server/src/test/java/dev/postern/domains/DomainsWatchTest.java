package dev.postern.domains;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import dev.postern.gateway.Configuration;
import dev.postern.partnersfile.PartnersWatch;
import dev.postern.tls.DnsName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of own domains while the gateway runs. */
class DomainsWatchTest {
    private static final String CONTOSO =
            "partners: [{ name: contoso, domains: [contoso.test, \"*.contoso.test\"] }]\n";

    @TempDir
    private Path conf = Path.of("");

    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void files() throws IOException {
        write("gateway.yaml", """
                hostname: gw.example.org
                domains:
                  - { domain: example.org, nextHop: "mail.test:25" }
                  - { file: domains.txt, nextHop: "mail.test:25" }
                """);
        write("partners.yaml", CONTOSO);
        write("domains.txt", "example.net\n");
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(conf.resolve(name), content);
    }

    private DomainsWatch watch(Configuration loaded) {
        DomainsWatch watch = loaded.domains();
        watch.addListener((before, now) -> told.add(before.patterns() + " -> " + now.patterns()));
        return watch;
    }

    private DomainsWatch watch() {
        return watch(Configuration.load(conf));
    }

    private static boolean isOurs(DomainsWatch watch, String domain) {
        return watch.get().of(new DnsName(domain)).isPresent();
    }

    @Test
    void aChangeThatIsSeenTwiceIsInForceAndTold() throws IOException {
        DomainsWatch watch = watch();
        write("domains.txt", "example.net\n*.example.com other.test:25\n");
        watch.poll();
        assertThat(isOurs(watch, "a.example.com"))
                .as("it may still be being written")
                .isFalse();
        watch.poll();
        assertThat(isOurs(watch, "a.example.com")).isTrue();
        assertThat(told).containsExactly("[example.org, example.net] -> [example.org, example.net, *.example.com]");

        write("domains.txt", "example.edu\n");
        watch.readAgain();
        assertThat(watch.get().patterns()).hasToString("[example.org, example.edu]");
    }

    @Test
    void aBadChangeAndAFileThatIsGoneLeaveTheLastGoodDomains() throws IOException {
        DomainsWatch watch = watch();
        for (String bad :
                List.of("", "# nothing\n", "example.net\ntwo words\n", "example.org\n", "*.test\n", "\u0000")) {
            write("domains.txt", bad);
            watch.poll();
            watch.poll();
            assertThat(watch.get().patterns()).as(bad).hasToString("[example.org, example.net]");
        }
        Files.delete(conf.resolve("domains.txt"));
        watch.poll();
        watch.poll();
        assertThat(isOurs(watch, "example.net")).isTrue();
        assertThat(told).isEmpty();

        write("domains.txt", "example.edu\n");
        watch.poll();
        watch.poll();
        assertThat(isOurs(watch, "example.edu")).isTrue();
    }

    @Test
    void noFileMakesAPartnersDomainOurs() throws IOException {
        Configuration loaded = Configuration.load(conf);
        DomainsWatch watch = watch(loaded);
        for (String theirs : List.of("contoso.test", "a.contoso.test", "*.contoso.test", "*.a.contoso.test")) {
            write("domains.txt", "example.net\n" + theirs + "\n");
            watch.poll();
            watch.poll();
            assertThat(watch.get().patterns()).as(theirs).hasToString("[example.org, example.net]");
        }
        assertThat(told).isEmpty();
    }

    @Test
    void noPartnerGetsADomainOfAFile() throws IOException {
        Configuration loaded = Configuration.load(conf);
        PartnersWatch partners = loaded.partners();
        for (String ours : List.of("example.net", "\"*.net\"", "\"*.example.com\"", "a.example.com")) {
            write("domains.txt", "example.net\n*.example.com\n");
            loaded.domains().readAgain();
            write("partners.yaml", CONTOSO.replace("contoso.test,", ours + ","));
            partners.readAgain();
            assertThat(partners.current().partnerOf(new DnsName("contoso.test")))
                    .as(ours)
                    .isPresent();
        }
    }

    @Test
    void aDomainThatChangesHandsIsInForceWhicheverFileIsReadFirst() throws IOException {
        Configuration loaded = Configuration.load(conf);
        DomainsWatch watch = watch(loaded);
        PartnersWatch partners = loaded.partners();
        partners.addListener((before, now) -> watch.partnersChanged());
        watch.addListener((before, now) -> partners.retryRefused());

        write("domains.txt", "example.net\nfabrikam.test\n");
        watch.readAgain();
        write("domains.txt", "example.net\n");
        write("partners.yaml", CONTOSO.replace("contoso.test,", "contoso.test, fabrikam.test,"));
        partners.readAgain();
        assertThat(partners.current().partnerOf(new DnsName("fabrikam.test"))).isEmpty();
        watch.readAgain();
        assertThat(partners.current().partnerOf(new DnsName("fabrikam.test"))).isPresent();

        write("domains.txt", "example.net\nfabrikam.test\n");
        watch.readAgain();
        assertThat(isOurs(watch, "fabrikam.test")).isFalse();
        write("partners.yaml", CONTOSO);
        partners.readAgain();
        watch.poll();
        assertThat(isOurs(watch, "fabrikam.test")).isTrue();
    }

    private static boolean isTheirs(PartnersWatch partners, String domain) {
        return partners.current().partnerOf(new DnsName(domain)).isPresent();
    }

    private PartnersWatch partnersBeside(DomainsWatch watch, Configuration loaded) {
        PartnersWatch partners = loaded.partners();
        partners.addListener((before, now) -> watch.partnersChanged());
        watch.addListener((before, now) -> partners.retryRefused());
        return partners;
    }

    /** A partners file that loses most partners may wait long for its confirmation. */
    @Test
    void aConfirmedPartnersFileGivesNoPartnerADomainThatBecameOursMeanwhile() throws IOException {
        write("partners.yaml", """
                partners:
                  - { name: a, domains: [a.test] }
                  - { name: b, domains: [b.test] }
                  - { name: c, domains: [c.test] }
                """);
        Configuration loaded = Configuration.load(conf);
        DomainsWatch watch = watch(loaded);
        PartnersWatch partners = partnersBeside(watch, loaded);
        write("partners.yaml", "partners: [{ name: fabrikam, domains: [fabrikam.test] }]\n");
        partners.readAgain();
        write("domains.txt", "example.net\nfabrikam.test\n");
        watch.readAgain();
        assertThat(isOurs(watch, "fabrikam.test")).isTrue();

        write(
                "partners.accepted",
                Hashing.sha256().hashBytes(Files.readAllBytes(conf.resolve("partners.yaml"))) + "\n");
        partners.poll();
        assertThat(isTheirs(partners, "fabrikam.test")).isFalse();

        write("domains.txt", "example.net\n");
        watch.readAgain();
        assertThat(isTheirs(partners, "fabrikam.test")).as("confirmed still").isTrue();
    }

    /** Each reading asks what the other file says in force. */
    @Test
    void bothFilesAtOnceGiveADomainToOneOnly() throws Exception {
        Configuration loaded = Configuration.load(conf);
        DomainsWatch watch = watch(loaded);
        PartnersWatch partners = partnersBeside(watch, loaded);
        for (int round = 0; round < 100; round++) {
            write("domains.txt", "example.net\n");
            write("partners.yaml", CONTOSO);
            watch.readAgain();
            partners.readAgain();
            write("domains.txt", "example.net\nfabrikam.test\n");
            write("partners.yaml", CONTOSO.replace("contoso.test,", "contoso.test, fabrikam.test,"));
            var together = new CyclicBarrier(2);
            var other = new Thread(() -> {
                await(together);
                watch.readAgain();
            });
            other.start();
            await(together);
            partners.readAgain();
            other.join();
            assertThat(isOurs(watch, "fabrikam.test")).isNotEqualTo(isTheirs(partners, "fabrikam.test"));
        }
    }

    private static void await(CyclicBarrier together) {
        try {
            together.await(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
