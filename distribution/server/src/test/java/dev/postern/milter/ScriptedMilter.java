package dev.postern.milter;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A filter on loopback that answers each command as a test says, and remembers what it was shown. */
final class ScriptedMilter implements AutoCloseable {
    static final MilterPacket CONTINUE = new MilterPacket('c', "");
    static final int EVERYTHING = 0;

    final List<MilterPacket> seen = new CopyOnWriteArrayList<>();

    private final ServerSocket listener;
    private final int protocol;
    private final Function<MilterPacket, List<MilterPacket>> answers;

    /** @param answers to each command that the protocol answers, but the negotiation; empty: none, for ever */
    ScriptedMilter(int protocol, Function<MilterPacket, List<MilterPacket>> answers) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.protocol = protocol;
        this.answers = answers;
        var thread = new Thread(this::serve, "scripted-milter");
        thread.setDaemon(true);
        thread.start();
    }

    /** One that lets everything go on, and answers that to the end of a message. */
    static ScriptedMilter atEnd(MilterPacket... end) throws IOException {
        return new ScriptedMilter(EVERYTHING, packet -> packet.command() == 'E' ? List.of(end) : List.of(CONTINUE));
    }

    static MilterPacket packet(char command, String data) {
        return new MilterPacket(command, data);
    }

    MilterAddress address() {
        return new MilterAddress("127.0.0.1", listener.getLocalPort());
    }

    /** What it was shown, one line a packet: the command and its words. */
    List<String> shown() {
        return seen.stream()
                .map(packet -> packet.command() + String.join("|", packet.words(0)))
                .toList();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                talk(socket);
            } catch (IOException e) {
                seen.add(new MilterPacket('!', "")); // the other side is gone
            }
        }
    }

    private void talk(Socket socket) throws IOException {
        socket.setTcpNoDelay(true); // an answer must not wait for the delayed ACK of the one before
        var in = new DataInputStream(socket.getInputStream());
        var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        MilterPacket packet = MilterPacket.read(in);
        while (packet.command() != 'Q') {
            seen.add(packet);
            if (packet.command() == 'O') {
                new MilterPacket('O', MilterPacket.numbers(6, 0x1 | 0x10 | 0x20, protocol)).write(out);
            } else if (isAnswered(packet.command())) {
                for (MilterPacket answer : answers.apply(packet)) {
                    answer.write(out);
                }
            }
            out.flush();
            packet = MilterPacket.read(in);
        }
        seen.add(packet);
    }

    private boolean isAnswered(char command) {
        if (command == 'D') {
            return false;
        }
        for (MilterStep step : MilterStep.values()) {
            if (step.command() == command) {
                return step.isAnswered(protocol);
            }
        }
        return true;
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
