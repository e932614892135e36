package dev.postern.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The load generator with its sink: a program of its own, so that what it costs is not the gateway's cost.
 *
 * @param certificate that of the sink, with its key, as one PEM file
 */
record Load(Path program, Path certificate, Disk disk) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TIMEOUT_S = 240;
    /** What the generator takes to end when the gateway delivers nothing more. */
    private static final int GRACE_S = 60;

    /** One round; the gateway must be running. */
    Measurement run(GatewayUnderTest gateway, Scenario scenario) throws IOException {
        return round(gateway, scenario, List.of());
    }

    /** Sends to a recipient whose mail will not arrive: returns when all is accepted. */
    Measurement pile(GatewayUnderTest gateway, Scenario scenario, String recipient) throws IOException {
        return round(gateway, scenario, List.of("--accept-only", "--to", recipient));
    }

    private Measurement round(GatewayUnderTest gateway, Scenario scenario, List<String> more) throws IOException {
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of("--label", gateway.name()));
        command.addAll(List.of("--port", Integer.toString(gateway.port())));
        command.addAll(List.of("--sink-port", Integer.toString(gateway.sinkPort())));
        command.addAll(List.of("--gateway-pid", Long.toString(gateway.pid())));
        command.addAll(List.of("--connections", Integer.toString(scenario.connections())));
        command.addAll(List.of("--messages", Integer.toString(scenario.messages())));
        command.addAll(List.of("--per-connection", Integer.toString(scenario.perConnection())));
        command.addAll(List.of("--size", Long.toString(scenario.size())));
        command.addAll(List.of("--rate", Double.toString(scenario.rate())));
        command.addAll(List.of("--timeout", Integer.toString(TIMEOUT_S)));
        command.addAll(List.of("--certificate", certificate.toString()));
        command.addAll(List.of("--disk", disk.name().orElse("")));
        command.addAll(more);
        gateway.beginRound();
        Shell.Outcome outcome = Shell.run(command, Map.of(), TIMEOUT_S + GRACE_S);
        if (!outcome.out().startsWith("{")) {
            throw new IOException("the load generator ended with status " + outcome.status());
        }
        HeapUse heap = gateway.heap();
        var report = (ObjectNode) JSON.readTree(outcome.out());
        report.put("heapMb", heap.peak()).put("heapLiveMb", heap.live());
        return JSON.treeToValue(report, Measurement.class);
    }
}
