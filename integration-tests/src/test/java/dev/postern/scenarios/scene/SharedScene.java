package dev.postern.scenarios.scene;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands a scene to a test class that asks for it in its constructor. It is set once for all classes, and closed at the end. */
public final class SharedScene implements ParameterResolver {
    private static final Map<Class<?>, Supplier<AutoCloseable>> SCENES = Map.of(
            InboundScene.class, InboundScene::set,
            OutboundScene.class, OutboundScene::set,
            PartnerServersScene.class, PartnerServersScene::set);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return SCENES.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> wanted = parameter.getParameter().getType();
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedScene.class))
                .getOrComputeIfAbsent(wanted, SharedScene::set);
    }

    private static AutoCloseable set(Class<?> scene) {
        return Optional.ofNullable(SCENES.get(scene)).orElseThrow().get();
    }
}
