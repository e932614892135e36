package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import dev.postern.dns.DnsAnswer;
import dev.postern.dns.DnsSecurity;
import dev.postern.dns.MailExchanger;
import dev.postern.metrics.MicrometerMetricFactory;
import dev.postern.resolver.SystemResolvers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.configuration2.BaseHierarchicalConfiguration;
import org.apache.james.dnsservice.api.TemporaryResolutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Against a name server on loopback that answers as it is told. */
class GatewayDnsTest {
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final DatagramSocket server = socket();
    private final GatewayDns dns =
            new GatewayDns(new MicrometerMetricFactory(new SimpleMeterRegistry()), List.of((InetSocketAddress)
                    server.getLocalSocketAddress()));

    @BeforeEach
    void start() throws Exception {
        var thread = new Thread(this::serve, "name-server");
        thread.setDaemon(true);
        thread.start();
        dns.configure(new BaseHierarchicalConfiguration());
        dns.init();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aDomainThatDoesNotExistHasNoMailServer() throws TemporaryResolutionException {
        assertThat(dns.findMXRecords("nowhere.test.")).isEmpty();
    }

    @Test
    void aDomainWithOnlyAnIpv6AddressIsItsOwnMailServer() throws TemporaryResolutionException {
        answers.put("six.test. AAAA", "2001:db8::6");

        assertThat(dns.findMXRecords("six.test.")).containsExactly("six.test.");
    }

    @Test
    void thePreferencesAreTold() throws TemporaryResolutionException {
        answers.put("contoso.test. MX", "10 mx.contoso.test.");

        assertThat(dns.mailExchangers("contoso.test.").orEmpty())
                .containsExactly(new MailExchanger(10, "mx.contoso.test."));
        assertThat(dns.findMXRecords("contoso.test.")).containsExactly("mx.contoso.test.");
    }

    @Test
    void silenceIsToldFromNone() {
        answers.put("mute.test. MX", "SERVFAIL");
        answers.put("mute.test. A", "SERVFAIL");

        assertThat(dns.mailExchangers("mute.test.")).isInstanceOf(DnsAnswer.Silent.class);
        assertThat(dns.addresses("mute.test.")).isInstanceOf(DnsAnswer.Silent.class);
        assertThat(dns.mailExchangers("nowhere.test.")).isEqualTo(new DnsAnswer.None<>(DnsSecurity.INDETERMINATE));
        assertThat(dns.addresses("nowhere.test.")).isEqualTo(new DnsAnswer.None<>(DnsSecurity.INDETERMINATE));
    }

    @Test
    void theAddressesOfOneFamilyAreUsedWhileTheDnsIsSilentAboutTheOther() {
        answers.put("half.test. A", "SERVFAIL");
        answers.put("half.test. AAAA", "2001:db8::6");

        assertThat(dns.addresses("half.test.").orEmpty()).containsExactly(InetAddresses.forString("2001:db8::6"));
    }

    @Test
    void mxRecordsThatAreNotAnsweredAreATemporaryMatter() {
        answers.put("mute.test. MX", "SERVFAIL");

        assertThatThrownBy(() -> dns.findMXRecords("mute.test.")).isInstanceOf(TemporaryResolutionException.class);
    }

    @Test
    void anAddressThatIsNotAnsweredIsATemporaryMatter() {
        answers.put("half.test. A", "SERVFAIL");

        assertThatThrownBy(() -> dns.findMXRecords("half.test.")).isInstanceOf(TemporaryResolutionException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lost.test.", "test.", "."})
    void aReferralIsNoAnswerNeitherDownwardsNorUpwards(String zone) {
        answers.put("lost.test. referral", zone);

        assertThatThrownBy(() -> dns.findMXRecords("lost.test.")).isInstanceOf(TemporaryResolutionException.class);
    }

    @Test
    void aServerThatKnowsNothingAndAsksNobodyHasNoWordInIt() {
        answers.put("lame", "");
        answers.put("there.test. TXT", "it exists");

        assertThatThrownBy(() -> dns.findMXRecords("there.test.")).isInstanceOf(TemporaryResolutionException.class);
        assertThatThrownBy(() -> dns.findMXRecords("nowhere.test.")).isInstanceOf(TemporaryResolutionException.class);
    }

    @Test
    void aCircleOfAliasesIsATemporaryMatter() {
        answers.put("one.test. CNAME", "two.test.");
        answers.put("two.test. CNAME", "one.test.");

        assertThatThrownBy(() -> dns.findMXRecords("one.test.")).isInstanceOf(TemporaryResolutionException.class);
    }

    @Test
    void anAliasOfADomainThatDoesNotExistHasNoMailServer() throws TemporaryResolutionException {
        answers.put("one.test. CNAME", "nowhere.test.");

        assertThat(dns.findMXRecords("one.test.")).isEmpty();
    }

    @Test
    void aDomainWithNeitherMailServerNorAddressHasNone() throws TemporaryResolutionException {
        answers.put("text.test. TXT", "it exists");

        assertThat(dns.findMXRecords("text.test.")).isEmpty();
    }

    @Test
    void allAddressesOfAHost() throws UnknownHostException {
        answers.put("both.test. A", "192.0.2.1");
        answers.put("both.test. AAAA", "2001:db8::6");

        assertThat(dns.getAllByName("both.test."))
                .extracting(InetAddress::getHostAddress)
                .containsExactly("192.0.2.1", "2001:db8:0:0:0:0:0:6");
    }

    @Test
    void aHostWithoutAddress() {
        assertThatThrownBy(() -> dns.getAllByName("nowhere.test.")).isInstanceOf(UnknownHostException.class);
    }

    @Test
    void theServersOfAChangedResolvConfAreAsked(@TempDir Path directory) throws Exception {
        try (DatagramSocket silent = socket("127.0.0.2", server.getLocalPort())) {
            Path file = Files.writeString(directory.resolve("resolv.conf"), "nameserver 127.0.0.2\n");
            var now = new AtomicLong();
            var following = new GatewayDns(
                    new MicrometerMetricFactory(new SimpleMeterRegistry()),
                    List.of(),
                    Optional.of(new SystemResolvers(file, now::get)),
                    server.getLocalPort());
            following.configure(new BaseHierarchicalConfiguration());
            following.init();
            answers.put("mx.contoso.test. A", "192.0.2.1");
            Files.writeString(file, "nameserver 127.0.0.1\nsearch contoso.test\n");
            now.addAndGet(Duration.ofSeconds(5).toNanos());

            assertThat(following.getAllByName("mx"))
                    .extracting(InetAddress::getHostAddress)
                    .containsExactly("192.0.2.1");
            answers.remove("mx.contoso.test. A");
            Files.writeString(file, "nameserver 127.0.0.1\nnameserver 127.0.0.1\nsearch contoso.test\n");
            now.addAndGet(Duration.ofSeconds(5).toNanos());
            assertThatThrownBy(() -> following.getAllByName("mx.contoso.test."))
                    .as("what other servers said is forgotten")
                    .isInstanceOf(UnknownHostException.class);
            assertThat(silent.isClosed()).isFalse();
        }
    }

    @Test
    void theServersOfTheConfigurationStayWhateverResolvConfSays(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("resolv.conf"), "nameserver 127.0.0.1\n");
        var now = new AtomicLong();
        var fixed = new GatewayDns(
                new MicrometerMetricFactory(new SimpleMeterRegistry()),
                List.of((InetSocketAddress) server.getLocalSocketAddress()),
                Optional.of(new SystemResolvers(file, now::get)),
                server.getLocalPort());
        fixed.configure(new BaseHierarchicalConfiguration());
        fixed.init();
        answers.put("mx.contoso.test. A", "192.0.2.1");
        Files.writeString(file, "nameserver 127.0.0.2\n");
        now.addAndGet(Duration.ofSeconds(5).toNanos());

        assertThat(fixed.getAllByName("mx.contoso.test.")).hasSize(1);
    }

    private void serve() {
        try {
            while (true) {
                var packet = new DatagramPacket(new byte[1500], 1500);
                server.receive(packet);
                byte[] answer = answer(new Message(Arrays.copyOf(packet.getData(), packet.getLength())))
                        .toWire();
                server.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private Message answer(Message query) throws IOException {
        Record question = query.getQuestion();
        var answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        if (!answers.containsKey("lame")) {
            answer.getHeader().setFlag(Flags.RA);
        }
        answer.addRecord(question, Section.QUESTION);
        Optional<String> text =
                Optional.ofNullable(answers.get(question.getName() + " " + Type.string(question.getType())));
        Optional<String> alias = Optional.ofNullable(answers.get(question.getName() + " CNAME"));
        Optional<String> referral = Optional.ofNullable(answers.get(question.getName() + " referral"));
        if (alias.isPresent()) {
            answer.addRecord(
                    Record.fromString(question.getName(), Type.CNAME, DClass.IN, 60, alias.get(), Name.root),
                    Section.ANSWER);
        } else if (referral.isPresent()) {
            answer.addRecord(
                    Record.fromString(
                            Name.fromString(referral.get()), Type.NS, DClass.IN, 60, "ns.other.test.", Name.root),
                    Section.AUTHORITY);
        } else if (text.isEmpty()) {
            boolean exists = answers.keySet().stream().anyMatch(key -> key.startsWith(question.getName() + " "));
            answer.getHeader().setRcode(exists ? Rcode.NOERROR : Rcode.NXDOMAIN);
        } else if (text.get().equals("SERVFAIL")) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
        } else {
            answer.addRecord(
                    Record.fromString(
                            question.getName(), question.getType(), DClass.IN, 60, text.get(), question.getName()),
                    Section.ANSWER);
        }
        return answer;
    }

    private static DatagramSocket socket() {
        return socket("127.0.0.1", 0);
    }

    private static DatagramSocket socket(String address, int port) {
        try {
            return new DatagramSocket(port, InetAddress.getByName(address));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
