# Evidently, WhyLabs, Arize drift monitoring
