package dev.postern.lifecycle;

/** A part of the gateway that is started and stopped. Each is started once and stopped once, by one thread. */
public interface Service {
    /** Returns when it starts; services of one phase start in the order of the modules that they come from. */
    StartPhase phase();

    /** Starts it. If it throws, it is not stopped: the gateway does not start, and its process ends. */
    void start() throws StartFailure;

    /** Stops it, within a bounded time. */
    void stop();

    /** Starts something. */
    interface Start {
        /** Starts it. */
        void run() throws StartFailure;
    }

    /** Returns a service of these two actions. */
    static Service of(StartPhase phase, Start start, Runnable stop) {
        return new Service() {
            @Override
            public StartPhase phase() {
                return phase;
            }

            @Override
            public void start() throws StartFailure {
                start.run();
            }

            @Override
            public void stop() {
                stop.run();
            }
        };
    }
}
