package dev.postern.connection;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The time that the client of one connection has left. It runs only while the gateway waits for the client: to send, or to read
 * what it was sent. Within content each byte earns time, up to {@link SessionTimeouts#command}, as in Postfix: a client that is
 * slow but above the least rate is never late. Safe for any thread.
 */
public final class ClientTime {
    private final SessionTimeouts timeouts;
    private final Ticker ticker;
    private boolean clientsTurn;
    private boolean replyPends;
    private long since;
    private boolean content;
    /** Left for the line, in nanoseconds. */
    private long line;
    /** Left until DATA, or for content. */
    private long phase;
    /** Bytes of this content that may still earn time. */
    private long earning;

    public ClientTime(SessionTimeouts timeouts, Ticker ticker) {
        this.timeouts = timeouts;
        this.ticker = ticker;
        this.line = timeouts.command().toNanos();
        this.phase = timeouts.transaction().toNanos();
    }

    /** The gateway waits for the client from now on. */
    public synchronized void awaitClient() {
        if (!clientsTurn && !replyPends) {
            clientsTurn = true;
            since = ticker.read();
        }
    }

    /** The client has done its part: the gateway works. */
    public synchronized void work() {
        if (clientsTurn) {
            spend();
            clientsTurn = false;
        }
    }

    /** The reply to a command is not known yet: no time is the client's until {@link #replyIsKnown}, whatever it is asked for. */
    public synchronized void replyPends() {
        work();
        replyPends = true;
    }

    /** The gateway can reply, and works. */
    public synchronized void replyIsKnown() {
        replyPends = false;
    }

    /** So many bytes arrived, and the gateway works on them. */
    public synchronized void received(int bytes) {
        work();
        if (content) {
            long counted = Math.min(bytes, earning);
            earning -= counted;
            phase = Math.min(
                    timeouts.command().toNanos(), phase + TimeUnit.SECONDS.toNanos(counted) / timeouts.minDataRate());
        }
    }

    /** A whole line arrived. */
    public synchronized void lineEnded() {
        line = timeouts.command().toNanos();
    }

    /** What arrives from now on is content. */
    public synchronized void contentBegins() {
        content = true;
        phase = timeouts.command().toNanos();
        earning = timeouts.maxContent() == 0 ? Long.MAX_VALUE : timeouts.maxContent();
    }

    /** What arrives from now on is commands. */
    public synchronized void contentEnds() {
        content = false;
        phase = timeouts.transaction().toNanos();
        lineEnded();
    }

    /** Returns when to look next, at the earliest; not above 0 if the client's time is up. */
    public synchronized Duration left() {
        if (clientsTurn) {
            spend();
        }
        return Duration.ofNanos(content ? phase : Math.min(line, phase));
    }

    /** Returns what the client has not done in time; empty while it has time, or it is not its turn. */
    public synchronized Optional<Overdue> overdue() {
        if (!clientsTurn || left().compareTo(Duration.ZERO) > 0) {
            return Optional.empty();
        }
        return Optional.of(content ? Overdue.CONTENT : line <= 0 ? Overdue.LINE : Overdue.TRANSACTION);
    }

    private void spend() {
        long now = ticker.read();
        line -= now - since;
        phase -= now - since;
        since = now;
    }
}
