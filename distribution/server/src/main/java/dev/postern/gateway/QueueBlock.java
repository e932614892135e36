package dev.postern.gateway;

import dev.postern.broker.BrokerGroup;
import dev.postern.config.Form;
import dev.postern.config.YamlMapping;
import dev.postern.gateway.GatewayConfiguration.Queue;
import java.util.Optional;

/** Reads the block {@code queue}: where accepted mail waits, and when no more is taken. */
final class QueueBlock {
    private static final long DEFAULT_MIN_FREE = 1L << 30;
    private static final int DEFAULT_MESSAGES = 100_000;
    private static final int MOST_MESSAGES = 100_000_000;

    /** Below 1 MiB the journal itself could no longer grow. */
    private static final Form<Long> RESERVE = Form.BYTES.where(
            "reserve size",
            "Write a size from 1MiB to 1024GiB, such as 1GiB.",
            size -> size >= 1L << 20 && size <= 1L << 40);

    private QueueBlock() {}

    /** Reads the block; empty, and a problem, if its brokers are incomplete. */
    static Optional<Queue> read(YamlMapping block) {
        Optional<Optional<BrokerGroup>> brokers = BrokerKeys.read(block);
        long minFree = block.value("minFree", RESERVE).orElse(DEFAULT_MIN_FREE);
        int maxMessages =
                block.value("maxMessages", Form.number(1, MOST_MESSAGES)).orElse(DEFAULT_MESSAGES);
        return brokers.map(read -> new Queue(read, minFree, maxMessages));
    }
}
