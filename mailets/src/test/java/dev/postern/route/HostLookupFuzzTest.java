package dev.postern.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.delivery.FakeDns;
import dev.postern.dns.JamesDns;
import dev.postern.loop.OwnSite;
import dev.postern.tls.DnsName;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whatever a zone says, at most twenty servers are tried, none of them this gateway, and no MX name that is an address. */
class HostLookupFuzzTest {
    private static final DeliverySettings SETTINGS = new DeliverySettings(
            "gw.example.org",
            25,
            List.of(Duration.ofMinutes(1)),
            Duration.ofHours(4),
            Duration.ofDays(2),
            OwnSite.listeningAt(new InetSocketAddress("192.0.2.9", 25)));

    @FuzzTest(maxDuration = "1m")
    void onlyFewServersAndNeverOurselves(FuzzedDataProvider data) {
        var dns = new FakeDns();
        List<String> names = new ArrayList<>();
        int count = data.consumeInt(0, 40);
        for (int i = 0; i < count; i++) {
            // FakeDns wants each name with a dot in it, as the look-up gives them.
            String name = data.consumeBoolean()
                    ? data.consumeString(20).replace(".", "") + ".test"
                    : data.pickValue(new String[] {"gw.example.org", "192.0.2.1", "mx.contoso.test", "a.b"});
            names.add(data.consumeBoolean() ? name + "." : name);
            if (data.consumeBoolean()) {
                dns.address(name, "192.0.2." + data.consumeInt(0, 15), "2001:db8::" + data.consumeInt(0, 9));
            }
        }
        dns.mx("contoso.test", names.toArray(new String[0]));

        FoundHosts found = new HostLookup(JamesDns.of(dns), SETTINGS).mx(new DnsName("contoso.test"));

        if (found instanceof FoundHosts.Hosts hosts) {
            assertThat(hosts.hosts()).hasSizeBetween(1, 20).allSatisfy(host -> {
                assertThat(host.name()).isNotEqualTo("gw.example.org").doesNotMatch("[0-9.]+");
                assertThat(host.address().getHostAddress()).isNotEqualTo("192.0.2.9");
            });
        }
    }
}
