package dev.postern.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code ./run bench queue}. */
@Command(name = "queue")
final class QueueBench implements Callable<Integer> {
    @Override
    public Integer call() {
        return 0;
    }
}
