package dev.postern.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Ports of 127.0.0.1. */
final class Loopback {
    // Below 32768, where Linux begins to number the ports of outgoing connections: nobody takes one meanwhile.
    private static int next = 21_000 + (int) (ProcessHandle.current().pid() % 5_000) * 2;

    private Loopback() {}

    static synchronized int freePort() {
        for (int tried = 0; tried < 1_000; tried++) {
            try (var probe = new ServerSocket(next++, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException e) {
                // taken
            }
        }
        throw new IllegalStateException("no free port below " + next);
    }

    static boolean answers(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
