package dev.postern.thread;

/**
 * A task that a scheduler runs again and again. Nothing that it throws ends the repetition, as it would in a {@code
 * ScheduledExecutorService}: {@link Faults} reports the failure until the task works again. Runs as its scheduler says.
 */
public final class RecurringTask implements Runnable {
    private final String name;
    private final Work work;

    /** What is done each time. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /** @param name for the log and {@code /healthz} */
    public RecurringTask(String name, Work work) {
        this.name = name;
        this.work = work;
    }

    @Override
    public void run() {
        try {
            work.run();
            Faults.works(this);
        } catch (Exception | Error e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            Faults.failed(this, name, e);
        }
    }
}
