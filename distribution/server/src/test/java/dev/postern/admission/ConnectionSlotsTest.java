package dev.postern.admission;

import static dev.postern.admission.ClientKind.OWN_SERVER;
import static dev.postern.admission.ClientKind.PARTNER;
import static dev.postern.admission.ClientKind.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectionSlotsTest {
    private static final ConnectionLimits UNBOUNDED_BY_NETWORK = new ConnectionLimits(100, 0, 0, 20);

    private final ConnectionSlots slots = new ConnectionSlots();

    @Test
    void strangersNeverHoldWhatIsReserved() {
        assertThat(fill(STRANGER, UNBOUNDED_BY_NETWORK)).isEqualTo(80);
        assertThat(fill(PARTNER, UNBOUNDED_BY_NETWORK)).isEqualTo(10);
        assertThat(fill(OWN_SERVER, UNBOUNDED_BY_NETWORK)).isEqualTo(10);
    }

    @Test
    void whatOwnServersHoldBeyondTheirShareIsTakenFromNobodysLimitButTheSum() {
        assertThat(fill(OWN_SERVER, UNBOUNDED_BY_NETWORK)).isEqualTo(100);
        assertThat(take(STRANGER, "203.0.113.1", UNBOUNDED_BY_NETWORK)).contains(Denial.TOO_MANY_CONNECTIONS);
    }

    @Test
    void aFreedSlotIsAtOnceAnothers() {
        var limits = new ConnectionLimits(1, 0, 0, 0);
        var first = client(STRANGER, "203.0.113.1");
        assertThat(slots.take(first, limits)).isEmpty();
        assertThat(take(STRANGER, "203.0.113.2", limits)).contains(Denial.TOO_MANY_CONNECTIONS);

        slots.free(first);

        assertThat(slots.held()).isZero();
        assertThat(take(STRANGER, "203.0.113.2", limits)).isEmpty();
    }

    @Test
    void aFreedSlotCountsForItsAddressAndNetworkNoMore() {
        var limits = new ConnectionLimits(100, 1, 1, 20);
        var first = client(STRANGER, "203.0.113.1");
        assertThat(slots.take(first, limits)).isEmpty();

        slots.free(first);

        assertThat(slots.take(first, limits)).isEmpty();
    }

    @Test
    void oneAddressHoldsSoManyAndItsNeighbourAsMany() {
        var limits = new ConnectionLimits(100, 2, 0, 20);
        assertThat(takeAll(STRANGER, limits, "203.0.113.1", "203.0.113.1", "203.0.113.2", "203.0.113.2"))
                .isEmpty();
        assertThat(take(STRANGER, "203.0.113.1", limits)).contains(Denial.TOO_MANY_FROM_ADDRESS);
        assertThat(take(STRANGER, "203.0.113.2", limits)).contains(Denial.TOO_MANY_FROM_ADDRESS);
    }

    @Test
    void allAddressesOfANetworkTogetherHoldSoMany() {
        var limits = new ConnectionLimits(100, 0, 2, 20);
        assertThat(takeAll(STRANGER, limits, "203.0.113.1", "203.0.113.2", "203.0.114.1"))
                .isEmpty();
        assertThat(take(STRANGER, "203.0.113.3", limits)).contains(Denial.TOO_MANY_FROM_NETWORK);
    }

    @Test
    void anIpv6HostHasManyAddressesAndIsOneClient() {
        var limits = new ConnectionLimits(100, 1, 0, 20);
        assertThat(takeAll(STRANGER, limits, "2001:db8::1", "2001:db8:0:1::1")).isEmpty();
        assertThat(take(STRANGER, "2001:db8::2", limits)).contains(Denial.TOO_MANY_FROM_ADDRESS);
    }

    @Test
    void anIpv6CustomerHasManyNetworksAndIsBounded() {
        var limits = new ConnectionLimits(100, 0, 1, 20);
        assertThat(take(STRANGER, "2001:db8::1", limits)).isEmpty();
        assertThat(take(STRANGER, "2001:db8:0:ff::1", limits)).contains(Denial.TOO_MANY_FROM_NETWORK); // the same /56
        assertThat(take(STRANGER, "2001:db8:0:100::1", limits)).isEmpty();
        assertThat(take(STRANGER, "2001:db8:0:200::1", limits)).contains(Denial.TOO_MANY_FROM_NETWORK); // the same /48
        assertThat(take(STRANGER, "2001:db8:1::1", limits)).isEmpty();
    }

    @Test
    void ownServersAreBoundedByNeitherAndPartnersByAddressAlone() {
        var limits = new ConnectionLimits(100, 2, 2, 20);
        assertThat(takeAll(OWN_SERVER, limits, "10.0.0.1", "10.0.0.1", "10.0.0.1"))
                .isEmpty();
        assertThat(takeAll(PARTNER, limits, "192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.2"))
                .isEmpty();
        assertThat(take(PARTNER, "192.0.2.1", limits)).contains(Denial.TOO_MANY_FROM_ADDRESS);
    }

    private int fill(ClientKind kind, ConnectionLimits limits) {
        int held = 0;
        while (take(kind, "203.0." + held / 200 + "." + (held % 200 + 1), limits)
                .isEmpty()) {
            held++;
        }
        return held;
    }

    private List<Denial> takeAll(ClientKind kind, ConnectionLimits limits, String... addresses) {
        List<Denial> denials = new ArrayList<>();
        for (String address : addresses) {
            take(kind, address, limits).ifPresent(denials::add);
        }
        return denials;
    }

    private Optional<Denial> take(ClientKind kind, String address, ConnectionLimits limits) {
        return slots.take(client(kind, address), limits);
    }

    static Client client(ClientKind kind, String address) {
        return new Client(kind, InetAddresses.forString(address));
    }
}
