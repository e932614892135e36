package dev.postern.demo;

import dev.postern.thread.DaemonThreads;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A name server on loopback, UDP only, that knows a few hosts, all at 127.0.0.1. A host {@code mx.D} is the MX host of the
 * domain {@code D}.
 */
final class DemoDns implements AutoCloseable {
    private static final long TTL_SECONDS = 60;
    private static final int LARGEST_QUERY = 4096;

    private final Set<String> hosts;
    private final DatagramSocket socket;

    private DemoDns(Collection<String> hosts, DatagramSocket socket) {
        this.hosts = Set.copyOf(hosts);
        this.socket = socket;
    }

    static DemoDns start(Collection<String> hosts) throws IOException {
        var dns = new DemoDns(hosts, new DatagramSocket(0, InetAddress.getLoopbackAddress()));
        DaemonThreads.named("demo-dns").newThread(dns::serve).start();
        return dns;
    }

    int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                var query = new DatagramPacket(new byte[LARGEST_QUERY], LARGEST_QUERY);
                socket.receive(query);
                var message = new Message(Arrays.copyOf(query.getData(), query.getLength()));
                if (message.getQuestion() != null) {
                    byte[] answer = answer(message).toWire();
                    socket.send(new DatagramPacket(answer, answer.length, query.getSocketAddress()));
                }
            } catch (IOException e) {
                // Closed, and the demo is over; or no DNS query, and there is nothing to answer.
            }
        }
    }

    private Message answer(Message query) throws IOException {
        Record question = query.getQuestion();
        var answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.AA);
        answer.addRecord(question, Section.QUESTION);
        Name name = question.getName();
        String plain = name.toString(true).toLowerCase(Locale.ROOT);
        boolean isHost = hosts.contains(plain);
        boolean isDomain = hosts.contains("mx." + plain);
        if (isHost && question.getType() == Type.A) {
            answer.addRecord(
                    new ARecord(name, DClass.IN, TTL_SECONDS, InetAddress.getLoopbackAddress()), Section.ANSWER);
        } else if (isDomain && question.getType() == Type.MX) {
            Name mx = Name.fromString("mx", name);
            answer.addRecord(new MXRecord(name, DClass.IN, TTL_SECONDS, 10, mx), Section.ANSWER);
        } else if (!isHost && !isDomain) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        return answer;
    }

    @Override
    public void close() {
        socket.close();
    }
}
