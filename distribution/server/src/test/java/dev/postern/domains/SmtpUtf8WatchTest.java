package dev.postern.domains;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.Configuration;
import dev.postern.partner.NextHop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SMTPUTF8 is offered while every next hop is known to accept it. */
class SmtpUtf8WatchTest {
    private static final String FIRST = "first.test:25";
    private static final String SECOND = "second.test:25";
    private static final String FILED = "filed.test:25";

    @TempDir
    private Path conf = Path.of("");

    /** What each next hop answers; one that is not here does not. */
    private final Map<String, Boolean> answers = new HashMap<>(Map.of(FIRST, true, SECOND, true, FILED, true));

    @BeforeEach
    void files() throws IOException {
        Files.writeString(conf.resolve("gateway.yaml"), """
                hostname: gw.example.org
                domains:
                  - { domain: example.org, nextHop: ["first.test:25", "second.test:25"] }
                  - { file: domains.txt, nextHop: "first.test:25" }
                """);
        Files.writeString(conf.resolve("partners.yaml"), "partners: []\n");
        Files.writeString(conf.resolve("domains.txt"), "example.net\n");
    }

    private Optional<Boolean> answer(NextHop nextHop) {
        return Optional.ofNullable(answers.get(nextHop.toString()));
    }

    private SmtpUtf8Watch watch(DomainsWatch domains) {
        return new SmtpUtf8Watch(domains, (nextHop, policy) -> answer(nextHop));
    }

    private SmtpUtf8Watch watch() {
        return watch(Configuration.load(conf).domains());
    }

    @Test
    void notBeforeEveryNextHopWasAsked() {
        SmtpUtf8Watch watch = watch();
        assertThat(watch.isOffered()).isFalse();
        watch.check();
        assertThat(watch.isOffered()).isTrue();
    }

    @Test
    void notWhileOneOfSeveralNextHopsDoesNotAcceptIt() {
        SmtpUtf8Watch watch = watch();
        watch.check();
        answers.put(SECOND, false);
        watch.check();
        assertThat(watch.isOffered()).isFalse();
        answers.put(SECOND, true);
        watch.check();
        assertThat(watch.isOffered()).isTrue();
    }

    @Test
    void aNextHopThatIsDownIsKnownByItsLastAnswer() {
        answers.remove(SECOND);
        SmtpUtf8Watch watch = watch();
        watch.check();
        assertThat(watch.isOffered()).as("it never answered").isFalse();

        answers.put(SECOND, true);
        watch.check();
        answers.remove(SECOND);
        watch.check();
        assertThat(watch.isOffered()).isTrue();
    }

    @Test
    void aDomainWithANextHopThatNobodyAskedEndsTheOfferAtOnce() throws IOException {
        DomainsWatch domains = Configuration.load(conf).domains();
        SmtpUtf8Watch watch = watch(domains);
        watch.check();
        Files.writeString(conf.resolve("domains.txt"), "example.net\nexample.com " + FILED + "\n");
        domains.readAgain();
        assertThat(watch.isOffered()).isFalse();
        watch.check();
        assertThat(watch.isOffered()).isTrue();
    }
}
