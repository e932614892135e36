package dev.postern.resource;

import dev.postern.admin.Access;
import dev.postern.admin.Endpoint;
import dev.postern.api.AdminPaths;
import dev.postern.api.InboundTestProgress;
import dev.postern.api.InboundTestProgress.Event;
import dev.postern.api.InboundTestProgress.Fact;
import dev.postern.api.InboundTestProgress.State;
import dev.postern.inboundtest.InboundTest;
import dev.postern.inboundtest.InboundTest.Progress.Received;
import dev.postern.inboundtest.InboundTest.Progress.Reported;
import dev.postern.inboundtest.InboundTests;
import dev.postern.inboundtest.TestEvent;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.inject.Inject;

/** {@code GET /api/v1/inbound-tests/{name}?after=NUMBER}: how far a test has come, and its events behind that number. */
public final class InboundTestRoute implements ApiRoute {
    private final InboundTests tests;

    @Inject
    public InboundTestRoute(InboundTests tests) {
        this.tests = tests;
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.get(AdminPaths.INBOUND_TEST, Access.AUDITOR);
    }

    @Override
    public Contract contract() {
        return Contract.answers(InboundTestProgress.class, "Returns how far an inbound test has come.")
                .named("The id of the test.")
                .after("The number of an event: only later ones are returned. 0 by default.")
                .fails(404);
    }

    @Override
    public void handle(Context request) {
        Query.allow(request, Set.of(AdminPaths.AFTER));
        long after = Optional.ofNullable(request.queryParam(AdminPaths.AFTER))
                .map(InboundTestRoute::number)
                .orElse(0L);
        InboundTest test =
                tests.byId(request.pathParam("name")).orElseThrow(() -> new NotFoundResponse("No such test."));
        // First, so that an event which comes in between is told the next time.
        List<TestEvent> all = tests.events(test, 0);
        State state = tests.byId(test.id()).map(this::state).orElse(State.EXPIRED);
        request.json(new InboundTestProgress(
                test.id(),
                test.partner(),
                state,
                state == State.EXPIRED
                        || all.stream().anyMatch(event -> event.kind().isLast()),
                test.expires(),
                all.stream()
                        .filter(event -> event.number() > after)
                        .map(InboundTestRoute::event)
                        .toList()));
    }

    private static long number(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new BadRequestResponse("Invalid after; expected the number of an event.");
        }
        return Long.parseLong(text);
    }

    private State state(InboundTest test) {
        if (tests.isOver(test)) {
            return State.EXPIRED;
        }
        if (test.progress() instanceof Reported reported) {
            return reported.kept() ? State.KEPT : State.VIOLATED;
        }
        return test.progress() instanceof Received ? State.RECEIVED : State.WAITING;
    }

    private static Event event(TestEvent event) {
        return new Event(
                event.number(),
                event.time(),
                event.kind().word(),
                event.text(),
                event.facts().entrySet().stream()
                        .map(fact -> new Fact(fact.getKey(), fact.getValue()))
                        .toList());
    }
}
