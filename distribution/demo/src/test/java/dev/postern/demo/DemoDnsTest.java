package dev.postern.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

final class DemoDnsTest {
    @Test
    void knowsItsHostsAndTheirDomains() throws IOException {
        try (var dns = DemoDns.start(List.of("mx.good.test"))) {
            assertThat(ask(dns, "mx.good.test.", Type.A)).contains("127.0.0.1");
            assertThat(ask(dns, "MX.Good.test.", Type.A)).contains("127.0.0.1");
            assertThat(ask(dns, "good.test.", Type.MX)).contains("mx.good.test.");
            assertThat(ask(dns, "mx.good.test.", Type.AAAA)).isEqualTo("NOERROR []");
            assertThat(ask(dns, "other.test.", Type.MX)).isEqualTo("NXDOMAIN []");
        }
    }

    private static String ask(DemoDns dns, String name, int type) throws IOException {
        var resolver = new SimpleResolver(InetAddress.getLoopbackAddress());
        resolver.setPort(dns.port());
        Message answer = resolver.send(Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)));
        return Rcode.string(answer.getRcode()) + " " + answer.getSection(Section.ANSWER);
    }
}
