package dev.postern.testing.dns;

import com.google.common.net.InetAddresses;
import dev.postern.testing.process.Daemon;
import dev.postern.testing.process.Ports;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A DNS server on loopback, UDP and TCP at one port, that answers from a {@link DnsZone} and remembers what it was asked. */
public final class DnsServer implements AutoCloseable {
    private static final int PLAIN_UDP_SIZE = 512; // RFC 1035 §2.3.4

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final DnsZone zone;
    private final List<Query> queries = new CopyOnWriteArrayList<>();

    /**
     * A question that was asked.
     *
     * @param type such as {@code MX}
     */
    public record Query(String name, String type, boolean overTcp) {}

    private DnsServer(DatagramSocket udp, ServerSocket tcp, DnsZone zone) {
        this.udp = udp;
        this.tcp = tcp;
        this.zone = zone;
    }

    public static DnsServer start(DnsZone zone) {
        try {
            int port = Ports.free();
            var loopback = InetAddresses.forString("127.0.0.1");
            var server = new DnsServer(new DatagramSocket(port, loopback), new ServerSocket(port, 50, loopback), zone);
            Daemon.start("dns-udp", server::serveUdp);
            Daemon.start("dns-tcp", server::serveTcp);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return tcp.getLocalPort();
    }

    /** What it answers from; may be changed at any time. */
    DnsZone zone() {
        return zone;
    }

    public List<Query> queries() {
        return queries;
    }

    private void serveUdp() {
        byte[] buffer = new byte[65_535];
        while (!udp.isClosed()) {
            try {
                var packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                byte[] request = Arrays.copyOf(packet.getData(), packet.getLength());
                Optional<byte[]> answer = answer(new Message(request), false);
                if (answer.isPresent()) {
                    udp.send(new DatagramPacket(answer.get(), answer.get().length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                // not a DNS message, or closed
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try {
                Socket client = tcp.accept();
                Daemon.start("dns-tcp-client", () -> serveTcp(client));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void serveTcp(Socket client) {
        try (client) {
            var in = new DataInputStream(client.getInputStream());
            var out = new DataOutputStream(client.getOutputStream());
            while (true) {
                var request = new Message(in.readNBytes(in.readUnsignedShort()));
                Optional<byte[]> answer = answer(request, true);
                if (answer.isPresent()) {
                    out.writeShort(answer.get().length);
                    out.write(answer.get());
                    out.flush();
                }
            }
        } catch (IOException e) {
            // the client is done
        }
    }

    private Optional<byte[]> answer(Message request, boolean overTcp) throws IOException {
        var question = request.getQuestion();
        queries.add(new Query(question.getName().toString(true), Type.string(question.getType()), overTcp));
        return zone.answer(request).map(answer -> wire(request, answer, overTcp));
    }

    private static byte[] wire(Message request, Message answer, boolean overTcp) {
        byte[] whole = answer.toWire();
        int most = request.getOPT() == null
                ? PLAIN_UDP_SIZE
                : Math.max(PLAIN_UDP_SIZE, request.getOPT().getPayloadSize());
        if (overTcp || whole.length <= most) {
            return whole;
        }
        // RFC 2181 §9: the client sees the flag and asks again over TCP.
        answer.getHeader().setFlag(Flags.TC);
        answer.removeAllRecords(Section.ANSWER);
        return answer.toWire();
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
