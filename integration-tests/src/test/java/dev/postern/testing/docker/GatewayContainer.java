package dev.postern.testing.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.output.OutputFrame.OutputType;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A gateway from the image that ships, run with as little as it can be: a root file system that cannot be written to, a
 * configuration that cannot either, no capabilities, and no way to get any.
 */
public final class GatewayContainer implements AutoCloseable {
    private static final int SMTP = 2525;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** What the documentation asks of whoever stops it. */
    private static final int STOP_SECONDS = 90;

    private final GenericContainer<?> container;

    private GatewayContainer(GenericContainer<?> container) {
        this.container = container;
    }

    static GatewayContainer start(Network network, Path conf, String data, Map<String, String> environment) {
        var container = prepared(network, conf, environment, new Bind(data, new Volume("/var/lib/postern")))
                .withExposedPorts(SMTP)
                .waitingFor(Wait.forHealthcheck().withStartupTimeout(PATIENCE));
        container.start();
        return new GatewayContainer(container);
    }

    /** For one that is not expected to run on. */
    static GatewayContainer startToEnd(Network network, Path conf, Map<String, String> environment) {
        var container =
                prepared(network, conf, environment).withStartupCheckStrategy(new Ended().withTimeout(PATIENCE));
        container.start();
        return new GatewayContainer(container);
    }

    private static final class Ended extends StartupCheckStrategy {
        @Override
        public StartupStatus checkStartupState(DockerClient client, String id) {
            return "exited"
                            .equals(client.inspectContainerCmd(id)
                                    .exec()
                                    .getState()
                                    .getStatus())
                    ? StartupStatus.SUCCESSFUL
                    : StartupStatus.NOT_YET_KNOWN;
        }
    }

    private static GenericContainer<?> prepared(
            Network network, Path conf, Map<String, String> environment, Bind... more) {
        return new GenericContainer<>(DockerImages.gateway())
                .withImagePullPolicy(image -> false)
                .withNetwork(network)
                .withNetworkAliases("gw.example.test")
                .withEnv(environment)
                .withTmpFs(Map.of("/tmp", "rw"))
                .withCreateContainerCmdModifier(command -> {
                    var host = Optional.ofNullable(command.getHostConfig()).orElseThrow();
                    List<Bind> binds = new ArrayList<>(List.of(more));
                    binds.add(new Bind(conf.toString(), new Volume("/etc/postern"), AccessMode.ro));
                    host.withReadonlyRootfs(true)
                            .withCapDrop(Capability.ALL)
                            .withSecurityOpts(List.of("no-new-privileges:true"))
                            .withBinds(binds);
                });
    }

    /** The port of this machine that leads to its SMTP port. */
    public int smtp() {
        return container.getMappedPort(SMTP);
    }

    public String out() {
        return container.getLogs(OutputType.STDOUT);
    }

    public String err() {
        return container.getLogs(OutputType.STDERR);
    }

    /** What became of a shell command in it. */
    public ExecResult shell(String command) throws IOException, InterruptedException {
        return container.execInContainer("sh", "-c", command);
    }

    /** SIGTERM, and the patience that the documentation asks for; returns the exit status. */
    public long stop() {
        container
                .getDockerClient()
                .stopContainerCmd(container.getContainerId())
                .withTimeout(STOP_SECONDS)
                .exec();
        return exitStatus();
    }

    public long exitStatus() {
        InspectContainerResponse now = container
                .getDockerClient()
                .inspectContainerCmd(container.getContainerId())
                .exec();
        return Optional.ofNullable(now.getState().getExitCodeLong()).orElseThrow();
    }

    /** Removes it; its data stay. */
    @Override
    public void close() {
        container.close();
    }
}
