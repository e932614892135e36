package dev.postern.delivery;

import static dev.postern.delivery.Attempting.MAY;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.delivered;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.Terms;
import dev.postern.tracking.TrackingFixture;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections leave from the address that is configured, and from no other. */
class SourceAddressTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private Host from(String source) {
        return new Host(
                NAME,
                InetAddress.getLoopbackAddress(),
                server.port(),
                Host.Origin.CONFIGURED,
                false,
                Optional.of(InetAddresses.forString(source)));
    }

    private List<String> clients() {
        return server.conversations().stream().map(ScriptedConversation::client).toList();
    }

    @Test
    void theServerSeesIt() {
        var outcome = delivered(Attempting.deliver(Attempting.mail(RECIPIENT), MAY, List.of(from("127.0.0.7")))
                .get(RECIPIENT));

        assertThat(clients()).containsExactly("127.0.0.7");
        assertThat(TrackingFixture.words(MAY, outcome.evidence(), Optional.empty(), Optional.empty()))
                .contains(Map.entry("source", "127.0.0.7"));
    }

    @Test
    void aConnectionFromAnotherAddressIsNotUsedAgain() {
        var terms = new Terms(MAY, Optional.empty());
        try (var kept = new Kept()) {
            for (String source : List.of("127.0.0.7", "127.0.0.8", "127.0.0.7", "127.0.0.8")) {
                delivered(kept.deliver(Attempting.mail(RECIPIENT), terms, from(source))
                        .get(RECIPIENT));
            }
        }
        assertThat(clients()).containsExactly("127.0.0.7", "127.0.0.8");
    }

    @Test
    void anAddressThatIsNotOursDefersAndNothingLeavesFromAnother() {
        Cause cause = deferred(Attempting.deliver(Attempting.mail(RECIPIENT), MAY, List.of(from("198.51.100.77")))
                .get(RECIPIENT));

        assertThat(cause.words()).startsWith("no connection can leave from the source address 198.51.100.77: ");
        assertThat(cause.trouble()).isEqualTo(FailureKind.OUR_FAULT);
        assertThat(server.conversations()).isEmpty();
    }

    @Test
    void theNextAddressOfTheDestinationIsTried() {
        delivered(Attempting.deliver(Attempting.mail(RECIPIENT), MAY, List.of(from("198.51.100.77"), from("127.0.0.7")))
                .get(RECIPIENT));
        assertThat(clients()).containsExactly("127.0.0.7");
    }
}
