package dev.postern.admission;

import static dev.postern.admission.ClientEvent.CONNECTION;
import static dev.postern.admission.ClientEvent.MESSAGE;
import static dev.postern.admission.ClientEvent.RECIPIENT;
import static dev.postern.admission.ClientKind.OWN_SERVER;
import static dev.postern.admission.ClientKind.PARTNER;
import static dev.postern.admission.ClientKind.STRANGER;
import static dev.postern.admission.ConnectionSlotsTest.client;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClientRatesTest {
    private static final Duration UNIT = Duration.ofMinutes(1);
    private static final RateLimits LIMITS = new RateLimits(UNIT, 3, 0, 2, 5);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 7); // overflows on the way, as System.nanoTime may
    private final ClientRates rates = new ClientRates(LIMITS, now::get, 100);

    @Test
    void anAddressMayDoSoMuchInAUnitOfTime() {
        assertThat(allowed(STRANGER, "203.0.113.1", CONNECTION)).isEqualTo(3);
        assertThat(allowed(STRANGER, "203.0.114.1", CONNECTION)).isEqualTo(3);
    }

    @Test
    void eachKindOfEventHasItsOwnCount() {
        assertThat(allowed(STRANGER, "203.0.113.1", CONNECTION)).isEqualTo(3);
        assertThat(allowed(STRANGER, "203.0.113.1", MESSAGE)).isEqualTo(2);
        assertThat(allowed(STRANGER, "203.0.113.1", RECIPIENT)).isEqualTo(5);
    }

    @Test
    void theCountBeginsAnewWhenTheUnitOfTimeIsOver() {
        assertThat(allowed(STRANGER, "203.0.113.1", MESSAGE)).isEqualTo(2);
        now.addAndGet(UNIT.toNanos() - 1);
        assertThat(allowed(STRANGER, "203.0.113.1", MESSAGE)).isZero();
        now.addAndGet(1);
        assertThat(allowed(STRANGER, "203.0.113.1", MESSAGE)).isEqualTo(2);
    }

    @Test
    void theAddressesOfANetworkTogetherMayDoFourTimesAsMuch() {
        int sum = 0;
        for (int host = 1; host <= 20; host++) {
            sum += allowed(STRANGER, "203.0.113." + host, MESSAGE);
        }
        assertThat(sum).isEqualTo(8);
    }

    @Test
    void theNetworksOfAnIpv6SiteTogetherMayDoEightTimesAsMuch() {
        int sum = 0;
        for (int network = 0; network < 256; network += 16) {
            sum += allowed(STRANGER, "2001:db8:0:" + Integer.toHexString(network << 8) + "::1", MESSAGE);
        }
        assertThat(sum).isEqualTo(16);
    }

    @Test
    void whatIsNotAllowedUsesUpNothingOfTheNeighbours() {
        assertThat(allowed(STRANGER, "203.0.113.1", MESSAGE)).isEqualTo(2);
        for (int again = 0; again < 100; again++) {
            allowed(STRANGER, "203.0.113.1", MESSAGE);
        }
        assertThat(allowed(STRANGER, "203.0.113.2", MESSAGE)).isEqualTo(2);
    }

    @Test
    void partnersMayDoTenTimesAsMuchAndOwnServersWhatTheyLike() {
        assertThat(allowed(PARTNER, "192.0.2.1", MESSAGE)).isEqualTo(20);
        assertThat(allowed(OWN_SERVER, "10.0.0.1", MESSAGE)).isEqualTo(1000);
    }

    @Test
    void zeroIsNoLimit() {
        assertThat(allowed(STRANGER, "203.0.113.1", ClientEvent.TLS_HANDSHAKE)).isEqualTo(1000);
    }

    @Test
    void aStrangerWithAllOfAnIpv6NetworkDoesNotFillTheTable() {
        for (int network = 0; network < 10_000; network++) {
            rates.allows(client(STRANGER, "2001:db8:" + Integer.toHexString(network) + "::1"), CONNECTION);
        }
        assertThat(rates.networks()).isEqualTo(100);
    }

    @Test
    void ownServersAndUnlimitedEventsTakeNoRoomInTheTable() {
        rates.allows(client(OWN_SERVER, "10.0.0.1"), CONNECTION);
        rates.allows(client(STRANGER, "203.0.113.1"), ClientEvent.TLS_HANDSHAKE);
        assertThat(rates.networks()).isZero();
    }

    /** How often it is allowed, up to 1000 times. */
    private int allowed(ClientKind kind, String address, ClientEvent event) {
        int allowed = 0;
        while (allowed < 1000 && rates.allows(client(kind, address), event)) {
            allowed++;
        }
        return allowed;
    }
}
