package dev.postern.milter;

import com.google.common.base.Ticker;
import dev.postern.filter.ContentFilter;
import dev.postern.filter.EditedContent;
import dev.postern.filter.FilterVerdict;
import dev.postern.filter.FilterVerdict.Accept;
import dev.postern.filter.FilteredMessage;
import dev.postern.filter.HeaderEdit;
import dev.postern.milter.MilterSettings.OnFailure;
import dev.postern.thread.DaemonThreads;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows each message to milters, one after the other. Safe for any thread.
 *
 * <p>Messages are judged on threads of their own, and a bounded number waits for one. Own servers and partners have a fifth of
 * the threads, and of the places to wait, to themselves: strangers' mail that filters are slow with does not hold up theirs.
 */
public final class MilterChain implements ContentFilter, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(MilterChain.class);
    private static final FilterVerdict.Reject NOT_JUDGED =
            new FilterVerdict.Reject("451", "4.7.1", "Could not check the message, try again later");
    /** Messages that wait, for each that is judged. */
    private static final int WAITING = 10;

    private final MilterSettings settings;
    private final String hostname;
    private final Ticker ticker;
    private final ThreadPoolExecutor known;
    private final ThreadPoolExecutor strangers;

    /** @param hostname ours, as filters are told it */
    public MilterChain(MilterSettings settings, String hostname, Ticker ticker) {
        this.settings = settings;
        this.hostname = hostname;
        this.ticker = ticker;
        int reserved = Math.max(1, settings.maxConnections() / 5);
        this.known = threads(reserved);
        this.strangers = threads(Math.max(1, settings.maxConnections() - reserved));
    }

    private static ThreadPoolExecutor threads(int number) {
        var threads = new ThreadPoolExecutor(
                number,
                number,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(number * WAITING),
                DaemonThreads.named("milter"));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    @Override
    public CompletableFuture<FilterVerdict> judge(FilteredMessage message) {
        if (message.relaying() && !settings.relayNetworks()) {
            return CompletableFuture.completedFuture(Accept.UNCHANGED);
        }
        var verdict = new CompletableFuture<FilterVerdict>();
        try {
            threads(message.known()).execute(() -> complete(verdict, message));
        } catch (RejectedExecutionException e) {
            verdict.complete(failed(message, "too many messages wait for the filter"));
        } catch (Error e) { // no native thread
            verdict.complete(failed(message, e.toString()));
        }
        return verdict;
    }

    /** Known senders take whichever is free. */
    private ThreadPoolExecutor threads(boolean isKnown) {
        boolean free = strangers.getActiveCount() < strangers.getMaximumPoolSize()
                && strangers.getQueue().isEmpty();
        return isKnown && !free ? known : strangers;
    }

    private void complete(CompletableFuture<FilterVerdict> verdict, FilteredMessage message) {
        try {
            verdict.complete(judgeByAll(message));
        } catch (IOException e) {
            verdict.complete(failed(message, e.getMessage() == null ? e.toString() : e.getMessage()));
        } catch (Throwable e) { // the session waits for a verdict, whatever happens
            LOGGER.error("Message {}: asking the filter failed with an internal error", message.name(), e);
            verdict.complete(failed(message, e.toString()));
        }
    }

    private FilterVerdict judgeByAll(FilteredMessage message) throws IOException {
        var time = new MilterTime(settings.timeout(), ticker);
        List<HeaderEdit> edits = new ArrayList<>();
        for (MilterAddress milter : settings.milters()) {
            FilteredMessage shown =
                    edits.isEmpty() ? message : message.with(new EditedContent(message.content(), edits));
            FilterVerdict verdict = judgeBy(milter, shown, time);
            if (!(verdict instanceof Accept accept)) {
                return verdict;
            }
            edits.addAll(accept.edits());
        }
        return edits.isEmpty() ? Accept.UNCHANGED : new Accept(edits);
    }

    private FilterVerdict judgeBy(MilterAddress milter, FilteredMessage message, MilterTime time) throws IOException {
        Duration left = time.left();
        Duration connect = settings.connectTimeout().compareTo(left) < 0 ? settings.connectTimeout() : left;
        try (Socket socket = milter.connect(connect)) {
            var session = new MilterSession(socket, time, hostname);
            FilterVerdict verdict = session.judge(message);
            session.quit();
            return verdict;
        } catch (IOException e) {
            throw new IOException(milter + ": " + (e.getMessage() == null ? e : e.getMessage()), e);
        }
    }

    private FilterVerdict failed(FilteredMessage message, String reason) {
        boolean accepts = settings.onFailure() == OnFailure.ACCEPT;
        LOGGER.warn(
                "Message {}: the filter failed, {}: {}",
                message.name(),
                accepts ? "accepting it unfiltered" : "deferring it",
                reason);
        return accepts ? Accept.UNCHANGED : NOT_JUDGED;
    }

    @Override
    public void close() {
        known.shutdownNow();
        strangers.shutdownNow();
    }
}
