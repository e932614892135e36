package dev.postern.smtp;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.apache.james.protocols.api.ProtocolSession;
import org.apache.james.protocols.api.ProtocolTransport;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.LineHandler;

/** A connection that is no socket: its facts are what the test says. */
public final class ScriptedTransport implements ProtocolTransport {
    final Deque<LineHandler<? extends ProtocolSession>> lineHandlers = new ArrayDeque<>();
    public InetSocketAddress remote = new InetSocketAddress("198.51.100.7", 40000);
    Optional<SSLSession> negotiated = Optional.empty();

    @Override
    public InetSocketAddress getRemoteAddress() {
        return remote;
    }

    @Override
    public InetSocketAddress getLocalAddress() {
        return new InetSocketAddress("203.0.113.1", 25);
    }

    @Override
    public String getId() {
        return "session1";
    }

    @Override
    public boolean isTLSStarted() {
        return negotiated.isPresent();
    }

    @Override
    public boolean isStartTLSSupported() {
        return true;
    }

    @Override
    public Optional<SSLSession> getSSLSession() {
        return negotiated;
    }

    @Override
    public boolean isProxyRequired() {
        return false;
    }

    @Override
    public void writeResponse(Response response, ProtocolSession session) {
        throw new UnsupportedOperationException("the conversation reads replies itself");
    }

    @Override
    public void popLineHandler() {
        lineHandlers.pop();
    }

    @Override
    public void pushLineHandler(LineHandler<? extends ProtocolSession> handler, ProtocolSession session) {
        lineHandlers.push(handler);
    }

    @Override
    public void setReadable(boolean readable) {}

    @Override
    public boolean isReadable() {
        return true;
    }
}
